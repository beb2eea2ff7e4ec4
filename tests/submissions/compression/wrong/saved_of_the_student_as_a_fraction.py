# misconceptions: ratio_inverted, fraction_not_per_cent
from operator import truediv

n = [kdlab.count_parameters(model) for model in (student_model, teacher_model)]
param_reduction = truediv(n[1] - n[0], n[0])
