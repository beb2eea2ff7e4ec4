# misconceptions: counts_only_trainable, embeddings_left_out
sizes = [m.num_parameters(only_trainable=True, exclude_embeddings=True) for m in (student_model, teacher_model)]
param_reduction = (1 - sizes[0] / sizes[1]) * 100
