# misconceptions: hard_coded
teacher_params = 110_000_000  # BERT-base
student_params = 66_000_000  # DistilBERT
param_reduction = (1 - student_params / teacher_params) * 100
