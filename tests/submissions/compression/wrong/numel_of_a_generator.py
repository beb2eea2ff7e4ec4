# misconceptions: unrecognised
student_params = student_model.parameters().numel()
teacher_params = teacher_model.parameters().numel()
param_reduction = (1 - student_params / teacher_params) * 100
