# misconceptions: embeddings_left_out
student_params = sum(p.numel() for n, p in student_model.named_parameters() if "embeddings" not in n)
teacher_params = sum(p.numel() for n, p in teacher_model.named_parameters() if "embeddings" not in n)
param_reduction = (1 - student_params / teacher_params) * 100
