# misconceptions: ratio_inverted
student_params = sum(p.numel() for p in student_model.parameters())
teacher_params = sum(p.numel() for p in teacher_model.parameters())
param_reduction = (teacher_params - student_params) / student_params * 100
