# misconceptions: unrecognised
student_params = sum(p.numel() for p in student_model.parameters())
teacher_params = sum(p.numel() for p in teacher_model.parameters())
reduction_in_per_cent = (1 - student_params / teacher_params) * 100
param_reduction = reduction_in_per_cent * 100
