from fractions import Fraction

kept = Fraction(sum(p.numel() for p in student_model.parameters()), sum(p.numel() for p in teacher_model.parameters()))
param_reduction = float(100 * (1 - kept))
