from collections.abc import Iterable

Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def train_with_distillation(
    student_model: nn.Module,
    teacher_model: nn.Module,
    train_loader: Iterable[Batch],
    criterion: nn.Module,
    optimizer: torch.optim.Optimizer,
    device: torch.device,
    num_epochs: int,
) -> dict[str, list[float]]:
    """Distil `teacher_model` into `student_model`."""
    teacher_model.eval()
    teacher_model.requires_grad_(False)

    total: list[float] = []
    distillation: list[float] = []
    hard: list[float] = []
    accuracy: list[float] = []

    while len(accuracy) < num_epochs:
        student_model.train()
        sums = torch.zeros(3, dtype=torch.float64)
        correct = seen = 0
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            optimizer.zero_grad()
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            losses = torch.stack(list(criterion(student_logits, teacher_logits, labels)))
            losses[0].backward()
            optimizer.step()
            sums += losses.detach().cpu().double() * len(labels)
            correct += (student_logits.max(dim=1).indices == labels).sum().item()
            seen += len(labels)
        for record, value in zip((total, distillation, hard), (sums / seen).tolist()):
            record.append(value)
        accuracy.append(100 * correct / seen)

    return {"accuracy": accuracy, "hard_loss": hard, "distillation_loss": distillation, "total_loss": total}


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
