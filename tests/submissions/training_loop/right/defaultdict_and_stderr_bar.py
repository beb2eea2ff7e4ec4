import time
from collections import defaultdict

from tqdm import tqdm


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = defaultdict(list)
    for epoch in tqdm(range(num_epochs), desc="epochs"):
        started = time.time()
        student_model.train()
        records = []
        for input_ids, attention_mask, labels in tqdm(train_loader, leave=False):
            input_ids, attention_mask, labels = [t.to(device) for t in (input_ids, attention_mask, labels)]
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            loss, distill, hard = criterion(student_logits, teacher_logits, labels)
            for group in optimizer.param_groups:
                for p in group["params"]:
                    p.grad = None
            loss.backward()
            optimizer.step()
            hits = (student_logits.argmax(dim=1) == labels).sum().item()
            records.append((loss.item(), distill.item(), hard.item(), hits, len(labels)))

        records = np.array(records)
        weights = records[:, 4]
        history["total_loss"].append(float(np.average(records[:, 0], weights=weights)))
        history["distillation_loss"].append(float(np.average(records[:, 1], weights=weights)))
        history["hard_loss"].append(float(np.average(records[:, 2], weights=weights)))
        history["accuracy"].append(float(100 * records[:, 3].sum() / weights.sum()))
        print(f"epoch {epoch + 1}: {time.time() - started:.1f} s")
    return dict(history)


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
