# misconceptions: rounded_too_early
import math

n_student = sum(math.prod(p.shape) for p in student_model.parameters())
n_teacher = sum(math.prod(p.shape) for p in teacher_model.parameters())
param_reduction = math.floor((n_teacher - n_student) * 100 / n_teacher)
