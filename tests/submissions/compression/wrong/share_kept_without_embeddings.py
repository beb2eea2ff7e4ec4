# misconceptions: share_kept, embeddings_left_out
def transformer_parameters(model):
    return sum(p.numel() for name, p in model.named_parameters() if "word_embeddings" not in name)


param_reduction = transformer_parameters(student_model) / transformer_parameters(teacher_model) * 100
