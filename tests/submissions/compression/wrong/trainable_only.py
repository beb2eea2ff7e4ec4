# misconceptions: counts_only_trainable
student_params = sum(p.numel() for p in student_model.parameters() if p.requires_grad)
teacher_params = sum(p.numel() for p in teacher_model.parameters() if p.requires_grad)
param_reduction = (1 - student_params / teacher_params) * 100
