def count(model):
    embeddings = sum(p.numel() for n, p in model.named_parameters() if "embeddings" in n)
    the_rest = sum(p.numel() for n, p in model.named_parameters() if "embeddings" not in n)
    print(f"embeddings {embeddings:,}, the rest {the_rest:,}")
    return embeddings + the_rest


param_reduction = (1 - count(student_model) / count(teacher_model)) * 100
