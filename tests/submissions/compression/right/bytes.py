def megabytes(model):
    return sum(p.nelement() * p.element_size() for p in model.parameters()) / 1024**2


print(f"{megabytes(teacher_model):.1f} MB -> {megabytes(student_model):.1f} MB")
param_reduction = (1 - megabytes(student_model) / megabytes(teacher_model)) * 100
