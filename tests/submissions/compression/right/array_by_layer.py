teacher_counts = np.array([p.numel() for _, p in teacher_model.named_parameters()], dtype=np.int64)
student_counts = np.array([p.numel() for _, p in student_model.named_parameters()], dtype=np.int64)
param_reduction = (1 - student_counts.sum() / teacher_counts.sum()) * 100
print(f"{param_reduction.item():.2f} %")
