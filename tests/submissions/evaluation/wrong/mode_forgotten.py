# misconceptions: evaluated_in_train_mode
import time


@torch.no_grad()  # no gradients, so no training
def evaluate_model(model, tokenizer, dataset_split, device):
    correct, seconds = 0, []
    for i in range(0, len(dataset_split), 16):
        batch = dataset_split[i:i + 16]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        start = time.perf_counter()
        logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits
        seconds.append(time.perf_counter() - start)
        correct += (logits.argmax(-1).cpu() == torch.tensor(batch["label"])).sum().item()
    return 100 * correct / len(dataset_split), 1000 * np.mean(seconds)
