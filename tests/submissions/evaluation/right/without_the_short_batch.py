def evaluate_model(model, tokenizer, dataset_split, device):
    """The short last batch counts for the accuracy, but not for the time of a batch of 16."""
    model.eval()
    correct, full = 0, []
    for start in range(0, len(dataset_split), 16):
        batch = dataset_split[start:start + 16]
        size = len(batch["label"])
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        with torch.no_grad():
            started = kdlab.clock(device)
            logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits
            taken = kdlab.clock(device) - started
        if size == 16:
            full.append(1000 * taken)
        correct += (logits.argmax(dim=1).cpu() == torch.tensor(batch["label"])).sum().item()
    return 100 * correct / len(dataset_split), sum(full) / len(full)
