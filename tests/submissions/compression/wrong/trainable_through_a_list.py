# misconceptions: counts_only_trainable
learned = [[p for p in model.parameters() if p.requires_grad] for model in (student_model, teacher_model)]
small, large = (nn.utils.parameters_to_vector(group).numel() for group in learned)
param_reduction = (large - small) / large * 100
