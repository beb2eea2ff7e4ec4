# misconceptions: unrecognised
student_size, teacher_size = (sum(p.numel() for p in model.parameters()) for model in (student_model, teacher_model))
param_reduction = student_size < teacher_size
