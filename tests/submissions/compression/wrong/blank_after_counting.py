# misconceptions: blank_left_open
# TODO: per cent of the teacher's parameters that the student does without.
# Hint: (1 - student's parameters / teacher's parameters) * 100; a model's `.parameters()` are tensors, and a tensor
# knows how many numbers it holds: `.numel()`.
student_params = sum(p.numel() for p in student_model.parameters())
teacher_params = sum(p.numel() for p in teacher_model.parameters())
param_reduction = ...
