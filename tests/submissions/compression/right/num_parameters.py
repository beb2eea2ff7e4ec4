student_params = student_model.num_parameters()
teacher_params = teacher_model.num_parameters()
param_reduction = (teacher_params - student_params) / teacher_params * 100
