# misconceptions: seconds_not_milliseconds
import time


def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    correct, total, total_time, num_batches = 0, 0, 0.0, 0
    for start in range(0, len(dataset_split), 16):
        batch = dataset_split[start:start + 16]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        labels = torch.tensor(batch["label"]).to(device)
        with torch.no_grad():
            start_time = time.time()
            outputs = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"])
            total_time += time.time() - start_time
        num_batches += 1
        _, predicted = torch.max(outputs.logits, 1)
        correct += (predicted == labels).sum().item()
        total += len(labels)
    return 100 * correct / total, total_time / num_batches
