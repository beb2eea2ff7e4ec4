param_reduction = (1 - sum([p.numel() for p in student_model.parameters()]) / sum([p.numel() for p in teacher_model.parameters()])) * 100
