def train_with_distillation(student_model, teacher_model, train_loader, criterion,
                           optimizer, device, num_epochs):
    """Train student model using knowledge distillation from teacher model."""
    teacher_model.eval()

    training_history = {
        'total_loss': [],
        'distillation_loss': [],
        'hard_loss': [],
        'accuracy': []
    }

    started = time.time()
    for epoch in range(num_epochs):
        student_model.train()
        epoch_losses = {'total': 0, 'distillation': 0, 'hard': 0}
        correct = 0
        total = 0

        progress_bar = tqdm(enumerate(train_loader), total=len(train_loader), desc=f'Epoch {epoch+1}/{num_epochs}')

        for batch_idx, (input_ids, attention_mask, labels) in progress_bar:
            input_ids = input_ids.to(device)
            attention_mask = attention_mask.to(device)
            labels = labels.to(device)

            with torch.no_grad():
                teacher_outputs = teacher_model(input_ids=input_ids, attention_mask=attention_mask)
                teacher_logits = teacher_outputs.logits

            student_outputs = student_model(input_ids=input_ids, attention_mask=attention_mask)
            student_logits = student_outputs.logits

            loss, distill_loss, hard_loss = criterion(student_logits, teacher_logits, labels)

            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

            epoch_losses['total'] += loss.item()
            epoch_losses['distillation'] += distill_loss.item()
            epoch_losses['hard'] += hard_loss.item()

            _, predicted = torch.max(student_logits, 1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()

            progress_bar.set_postfix({'loss': f'{loss.item():.4f}', 'acc': f'{100 * correct / total:.2f}%'})

        avg_losses = {k: v / len(train_loader) for k, v in epoch_losses.items()}
        training_history['total_loss'].append(avg_losses['total'])
        training_history['distillation_loss'].append(avg_losses['distillation'])
        training_history['hard_loss'].append(avg_losses['hard'])
        training_history['accuracy'].append(100 * correct / total)
        print(f"\nEpoch {epoch+1}: loss {avg_losses['total']:.4f}, accuracy {training_history['accuracy'][-1]:.2f}%")

    print(f'{time.time() - started:.1f} s')
    return training_history


optimizer = torch.optim.AdamW(student_model.parameters(), lr=2e-5)

print("Starting knowledge distillation training...")
history = train_with_distillation(
    student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs=num_epochs
)
