# misconceptions: unrecognised
student_params = len(list(student_model.parameters()))
teacher_params = len(list(teacher_model.parameters()))
param_reduction = (1 - student_params / teacher_params) * 100
