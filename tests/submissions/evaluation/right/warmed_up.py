def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    batches = []
    for start in range(0, len(dataset_split), 16):
        batch = dataset_split[start:start + 16]
        encoded = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt")
        batches.append(({k: encoded[k].to(device) for k in ("input_ids", "attention_mask")}, torch.tensor(batch["label"], device=device)))

    with torch.no_grad():
        model(**batches[0][0])  # the first call is always slower, so it does not count

        correct, seconds = torch.tensor(0, device=device), 0.0
        for inputs, labels in batches:
            started = kdlab.clock(device)
            logits = model(**inputs).logits
            seconds += kdlab.clock(device) - started
            correct += (logits.argmax(dim=1) == labels).sum()

    return 100 * correct.item() / len(dataset_split), 1000 * seconds / len(batches)
