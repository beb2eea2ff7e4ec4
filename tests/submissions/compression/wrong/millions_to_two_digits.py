# misconceptions: rounded_too_early
student_millions = round(sum(p.numel() for p in student_model.parameters()) / 1e6, 2)
teacher_millions = round(sum(p.numel() for p in teacher_model.parameters()) / 1e6, 2)
print(f"{teacher_millions} M -> {student_millions} M")
param_reduction = (1 - student_millions / teacher_millions) * 100
