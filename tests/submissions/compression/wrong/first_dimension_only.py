# misconceptions: unrecognised
student_params = sum(len(p) if p.dim() else 1 for p in student_model.parameters())
teacher_params = sum(p.size(0) if p.dim() else 1 for p in teacher_model.parameters())
param_reduction = (teacher_params - student_params) / teacher_params * 100
