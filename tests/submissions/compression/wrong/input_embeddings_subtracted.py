# misconceptions: embeddings_left_out
def without_vocabulary(model):
    return sum(p.numel() for p in model.parameters()) - model.get_input_embeddings().weight.numel()


param_reduction = 100 - 100 * without_vocabulary(student_model) / without_vocabulary(teacher_model)
