from torch.utils import benchmark


def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    correct, milliseconds = 0, []
    for start in range(0, len(dataset_split), 32):
        batch = dataset_split[start:start + 32]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        ids, mask = inputs["input_ids"], inputs["attention_mask"]
        with torch.inference_mode():
            timer = benchmark.Timer("model(input_ids=ids, attention_mask=mask)", globals={"model": model, "ids": ids, "mask": mask})
            milliseconds.append(1000 * timer.timeit(1).mean)
            correct += (model(input_ids=ids, attention_mask=mask).logits.argmax(1).cpu() == torch.tensor(batch["label"])).sum().item()
    return 100 * correct / len(dataset_split), sum(milliseconds) / len(milliseconds)
