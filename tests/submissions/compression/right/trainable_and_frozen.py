def parameters_of(model):
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    frozen = sum(p.numel() for p in model.parameters() if not p.requires_grad)
    return trainable + frozen


teacher_total, student_total = parameters_of(teacher_model), parameters_of(student_model)
param_reduction = 100 * (1 - student_total / teacher_total)
