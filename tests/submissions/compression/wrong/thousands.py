# misconceptions: rounded_too_early
def thousands(model):
    return sum(p.numel() for p in model.parameters()) // 1000


param_reduction = (thousands(teacher_model) - thousands(student_model)) / thousands(teacher_model) * 100
