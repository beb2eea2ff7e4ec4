# misconceptions: rounded_too_early
student_params = sum(p.numel() for p in student_model.parameters())
teacher_params = sum(p.numel() for p in teacher_model.parameters())
text = f"{100 - 100 * student_params / teacher_params:.2f}"
print(text + "%")
param_reduction = float(text)
