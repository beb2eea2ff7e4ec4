student_params = sum(p.numel() for p in student_model.parameters())
teacher_params = sum(p.numel() for p in teacher_model.parameters())
param_reduction = 100 - 100 * student_params / teacher_params
print(f"Parameter reduction: {param_reduction:.1f}%")
