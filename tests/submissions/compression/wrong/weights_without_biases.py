# misconceptions: unrecognised
def count(model):
    return sum(p.numel() for name, p in model.named_parameters() if name.endswith("weight"))


param_reduction = (1 - count(student_model) / count(teacher_model)) * 100
