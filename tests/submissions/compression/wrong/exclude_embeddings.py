# misconceptions: embeddings_left_out
before = teacher_model.num_parameters(exclude_embeddings=True)
after = student_model.num_parameters(exclude_embeddings=True)
param_reduction = 100 * (before - after) / before
