def size(model):
    return np.sum([np.prod(p.shape) for p in model.parameters()])


param_reduction = 100.0 * (1.0 - size(student_model) / size(teacher_model))
