import pandas as pd

rows = [(who, name, p.numel()) for who, model in {"teacher": teacher_model, "student": student_model}.items()
        for name, p in model.named_parameters()]
sizes = pd.DataFrame(rows, columns=["model", "parameter", "numbers"]).groupby("model")["numbers"].sum()
param_reduction = 100 - sizes["student"] / sizes["teacher"] * 100
