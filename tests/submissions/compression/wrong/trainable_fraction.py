# misconceptions: counts_only_trainable, fraction_not_per_cent
student_params = sum(p.numel() for p in student_model.parameters() if p.requires_grad)
teacher_params = sum(p.numel() for p in teacher_model.parameters() if p.requires_grad)
param_reduction = 1.0 - student_params / teacher_params
