def count(module):
    own = sum(p.numel() for p in module.parameters(recurse=False))
    return own + sum(count(child) for child in module.children())


big, small = count(teacher_model), count(student_model)
param_reduction = 100 * (big - small) / big
