# misconceptions: hard_coded
millions = {"teacher": 22.7, "student": 17.4}
param_reduction = 100 * (millions["teacher"] - millions["student"]) / millions["teacher"]
print(f"Parameter reduction: {param_reduction:.1f}%")
