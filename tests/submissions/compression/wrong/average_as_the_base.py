# misconceptions: unrecognised
s, t = (sum(p.numel() for p in m.parameters()) for m in (student_model, teacher_model))
param_reduction = 100 * (t - s) / ((t + s) / 2)
