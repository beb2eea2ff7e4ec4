# misconceptions: embeddings_left_out
def count(model):
    total = 0
    for module in model.modules():
        if not isinstance(module, nn.Embedding):
            total += sum(p.numel() for p in module.parameters(recurse=False))
    return total


param_reduction = (1 - count(student_model) / count(teacher_model)) * 100
