# misconceptions: unrecognised
def size(model):
    parameters = sum(p.numel() for p in model.parameters())
    return parameters + sum(b.numel() for b in model.buffers())


param_reduction = (1 - size(student_model) / size(teacher_model)) * 100
