counts = dict(teacher=0, student=0)
for who, model in zip(counts, (teacher_model, student_model)):
    counts[who] = sum(p.numel() for p in model.parameters())
    print(f"{who}: {round(counts[who] / 1e6, 1)} M")
param_reduction = 100 * (counts["teacher"] - counts["student"]) / counts["teacher"]
print("saved:", round(param_reduction, 1), "%", int(param_reduction))
