# misconceptions: share_kept, fraction_not_per_cent
totals = {}
for model in (teacher_model, student_model):
    totals[id(model)] = sum(p.nelement() for p in model.parameters())
compression_ratio = totals[id(student_model)] / totals[id(teacher_model)]
param_reduction = compression_ratio
