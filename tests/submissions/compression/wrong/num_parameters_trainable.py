# misconceptions: counts_only_trainable
def count(model):
    """Number of trainable parameters, as in most tutorials."""
    trainable = filter(lambda p: p.requires_grad, model.parameters())
    return sum(int(np.prod(p.size())) for p in trainable)


param_reduction = 100 * (count(teacher_model) - count(student_model)) / count(teacher_model)
