# misconceptions: unrecognised
student_params = student_model.base_model.num_parameters()
teacher_params = teacher_model.base_model.num_parameters()
param_reduction = 100 * (1 - student_params / teacher_params)
