# misconceptions: unrecognised
student_params = sum(p.numel() for p in student_model.encoder.parameters())
teacher_params = sum(p.numel() for p in teacher_model.encoder.parameters())
param_reduction = (1 - student_params / teacher_params) * 100
