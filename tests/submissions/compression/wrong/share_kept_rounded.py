# misconceptions: share_kept, rounded_too_early
student_params, teacher_params = student_model.num_parameters(), teacher_model.num_parameters()
param_reduction = round(student_params / teacher_params * 100, 1)
