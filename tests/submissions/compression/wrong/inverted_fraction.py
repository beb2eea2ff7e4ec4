# misconceptions: ratio_inverted, fraction_not_per_cent
total = {}
for name, model in [("student", student_model), ("teacher", teacher_model)]:
    total[name] = sum(p.numel() for p in model.parameters())
param_reduction = 1 - total["teacher"] / total["student"]
