# misconceptions: rounded_too_early
kept = kdlab.count_parameters(student_model) / kdlab.count_parameters(teacher_model)
param_reduction = int((1 - kept) * 100)
