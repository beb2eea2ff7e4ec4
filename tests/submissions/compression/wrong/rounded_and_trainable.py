# misconceptions: counts_only_trainable, rounded_too_early
def count_parameters(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


param_reduction = round(100 * (1 - count_parameters(student_model) / count_parameters(teacher_model)), 2)
