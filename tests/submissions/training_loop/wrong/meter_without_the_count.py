# misconceptions: mean_of_batch_accuracies
class AverageMeter:
    """Computes and stores the average and current value."""

    def __init__(self):
        self.val = self.avg = self.sum = self.count = 0

    def update(self, val, n=1):
        self.val = val
        self.sum += val * n
        self.count += n
        self.avg = self.sum / self.count


def accuracy(output, target):
    with torch.no_grad():
        _, pred = output.topk(1, 1, True, True)
        return pred.t().eq(target.view(1, -1)).reshape(-1).float().sum().mul_(100.0 / target.size(0)).item()


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        losses, soft, hard, top1 = AverageMeter(), AverageMeter(), AverageMeter(), AverageMeter()
        student_model.train()
        for idx, (input_ids, attention_mask, target) in enumerate(train_loader):
            input_ids, attention_mask, target = input_ids.to(device), attention_mask.to(device), target.to(device)
            logit_s = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            with torch.no_grad():
                logit_t = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits.detach()
            loss, loss_div, loss_cls = criterion(logit_s, logit_t, target)
            n = target.size(0)
            losses.update(loss.item(), n)
            soft.update(loss_div.item(), n)
            hard.update(loss_cls.item(), n)
            top1.update(accuracy(logit_s, target))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if idx % 100 == 0:
                print(f"Epoch: [{epoch}][{idx}/{len(train_loader)}]  Loss {losses.val:.4f} ({losses.avg:.4f})  Acc@1 {top1.val:.3f}")
        for name, meter in zip(history, (losses, soft, hard, top1)):
            history[name].append(meter.avg)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
