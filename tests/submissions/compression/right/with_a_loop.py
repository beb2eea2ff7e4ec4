n_student = 0
for param in student_model.parameters():
    n_student += param.nelement()

n_teacher = 0
for name, param in teacher_model.named_parameters():
    n_teacher += param.nelement()

saved = n_teacher - n_student
param_reduction = saved / n_teacher * 100
