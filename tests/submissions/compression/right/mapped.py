param_reduction = 100 * (1 - sum(map(torch.numel, student_model.parameters())) / sum(map(torch.Tensor.nelement, teacher_model.parameters())))
