# misconceptions: ratio_inverted, counts_only_trainable
student_params = student_model.num_parameters(only_trainable=True)
teacher_params = teacher_model.num_parameters(only_trainable=True)
param_reduction = (1 - teacher_params / student_params) * 100
