# misconceptions: rounded_too_early
student_params = sum(p.numel() for p in student_model.parameters())
teacher_params = sum(p.numel() for p in teacher_model.parameters())
param_reduction = 100 * (teacher_params - student_params) // teacher_params
