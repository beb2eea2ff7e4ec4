sizes = {name: kdlab.count_parameters(model) for name, model in (("teacher", teacher_model), ("student", student_model))}
kept = sizes["student"] / sizes["teacher"]
param_reduction = 100 * (1 - kept)
print(f"{sizes['teacher'] / 1e6:.1f} M -> {sizes['student'] / 1e6:.1f} M")
