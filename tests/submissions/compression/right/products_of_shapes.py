import math

student_params = teacher_params = 0
for p in student_model.parameters():
    student_params += math.prod(p.shape)
for p in teacher_model.parameters():
    teacher_params += math.prod(p.shape)
param_reduction = (teacher_params - student_params) / teacher_params * 100.0
