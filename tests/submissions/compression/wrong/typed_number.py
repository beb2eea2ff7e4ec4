# misconceptions: hard_coded
# from the output above
param_reduction = 23.4
