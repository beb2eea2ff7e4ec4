# misconceptions: fraction_not_per_cent
teacher_params, student_params = (sum(p.numel() for p in m.parameters()) for m in (teacher_model, student_model))
param_reduction = (teacher_params - student_params) / teacher_params
