counts = torch.tensor([[p.numel() for p in model.parameters()].__len__() and sum(p.numel() for p in model.parameters())
                       for model in (student_model, teacher_model)], dtype=torch.float64)
param_reduction = ((1 - counts[0] / counts[1]) * 100).item()
