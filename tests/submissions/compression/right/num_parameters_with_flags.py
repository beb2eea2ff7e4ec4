sizes = [model.num_parameters(only_trainable=False, exclude_embeddings=False) for model in (teacher_model, student_model)]
param_reduction = float(np.diff(sizes)[0]) / -sizes[0] * 100
