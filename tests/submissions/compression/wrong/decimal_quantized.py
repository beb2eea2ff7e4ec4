# misconceptions: rounded_too_early
from decimal import Decimal

student, teacher = (Decimal(sum(p.numel() for p in m.parameters())) for m in (student_model, teacher_model))
param_reduction = ((1 - student / teacher) * 100).quantize(Decimal("0.1"))
