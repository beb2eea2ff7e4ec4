# misconceptions: accuracy_is_a_fraction
def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()

    def answer(rows):
        inputs = tokenizer(rows["text1"], rows["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        started = time.perf_counter()
        logits = model(**{name: inputs[name] for name in ("input_ids", "attention_mask")}).logits
        return logits.argmax(dim=1), 1000 * (time.perf_counter() - started)

    with torch.no_grad():
        for _ in range(3):
            answer(dataset_split[:16])  # warm-up
        hits, times = 0, []
        for start in range(0, len(dataset_split), 16):
            rows = dataset_split[start:start + 16]
            predicted, milliseconds = answer(rows)
            hits += (predicted.cpu() == torch.tensor(rows["label"])).sum().item()
            times.append(milliseconds)
    return hits / len(dataset_split), sum(times) / len(times)
