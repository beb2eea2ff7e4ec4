# misconceptions: unrecognised
student_params = sum(p.numel() for p in student_model.parameters() if p.dim() > 1)
teacher_params = sum(p.numel() for p in teacher_model.parameters() if p.dim() > 1)
param_reduction = 100 * (1 - student_params / teacher_params)
