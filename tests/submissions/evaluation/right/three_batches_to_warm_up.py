WARM_UP = 3


def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    sizes, times, n_correct = range(0, len(dataset_split), 8), [], 0
    with torch.no_grad():
        for number, start in enumerate(sizes):
            rows = dataset_split[start:start + 8]
            enc = tokenizer(rows["text1"], rows["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
            started = kdlab.clock(device)
            logits = model(input_ids=enc["input_ids"], attention_mask=enc["attention_mask"]).logits
            if number >= WARM_UP:
                times.append(kdlab.clock(device) - started)
            n_correct += (logits.argmax(dim=1).cpu() == torch.tensor(rows["label"])).sum().item()
    return 100 * n_correct / len(dataset_split), 1000 * np.mean(times)
