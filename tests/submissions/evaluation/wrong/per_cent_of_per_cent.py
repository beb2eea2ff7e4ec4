# misconceptions: unrecognised
import time


def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    num_correct = num_total = 0
    batch_times = []
    for start in range(0, len(dataset_split), 16):
        t = time.time()
        batch = dataset_split[start:start + 16]
        encoding = tokenizer.batch_encode_plus(list(zip(batch["text1"], batch["text2"])), padding="longest", truncation=True,
                                               max_length=128, return_tensors="pt") if hasattr(tokenizer, "batch_encode_plus") else \
            tokenizer(list(zip(batch["text1"], batch["text2"])), padding="longest", truncation=True, max_length=128, return_tensors="pt")
        with torch.no_grad():
            logits = model(input_ids=encoding["input_ids"].to(device), attention_mask=encoding["attention_mask"].to(device)).logits
        labels = torch.tensor(batch["label"], device=device)
        num_correct += logits.argmax(dim=-1).eq(labels).sum().item()
        num_total += labels.size(0)
        batch_times.append(time.time() - t)
    accuracy = 100 * num_correct / num_total
    return accuracy * 100, np.array(batch_times).mean() * 1000
