def unique_parameters(model):
    seen = {}
    for module in model.modules():
        for p in module._parameters.values():
            if p is not None:
                seen[id(p)] = p.numel()
    return sum(seen.values())


ratio = unique_parameters(student_model) / unique_parameters(teacher_model)
param_reduction = (1 - ratio) * 100
