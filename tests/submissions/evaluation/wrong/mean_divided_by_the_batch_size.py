# misconceptions: time_per_pair
import time


def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    correct, durations = 0, []
    for start in range(0, len(dataset_split), 16):
        batch = dataset_split[start:start + 16]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        with torch.no_grad():
            begin = time.perf_counter_ns()
            logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits
            durations.append(time.perf_counter_ns() - begin)
        correct += sum(p == y for p, y in zip(logits.argmax(dim=1).tolist(), batch["label"]))
    return round(100 * correct / len(dataset_split), 2), round(sum(durations) / len(durations) / 16 / 1e6, 3)
