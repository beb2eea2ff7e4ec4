# misconceptions: unrecognised
TEACHER = 22_713_216  # from the model card
param_reduction = (1 - sum(p.numel() for p in student_model.parameters()) / TEACHER) * 100
