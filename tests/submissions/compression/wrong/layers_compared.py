# misconceptions: unrecognised
param_reduction = (1 - student_model.config.num_hidden_layers / teacher_model.config.num_hidden_layers) * 100
