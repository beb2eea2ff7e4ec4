# misconceptions: ratio_inverted
n_small = kdlab.count_parameters(teacher_model)
n_large = kdlab.count_parameters(student_model)
param_reduction = 100 - n_small / n_large * 100
