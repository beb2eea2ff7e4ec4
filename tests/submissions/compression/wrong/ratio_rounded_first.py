# misconceptions: rounded_too_early
def ratio(small, large):
    return round(sum(p.numel() for p in small.parameters()) / sum(p.numel() for p in large.parameters()), 3)


param_reduction = (1 - ratio(student_model, teacher_model)) * 100
