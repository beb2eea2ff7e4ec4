# misconceptions: mean_of_batch_accuracies
def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    accuracies, milliseconds = [], []
    for start in range(0, len(dataset_split), 16):
        batch = dataset_split[start:start + 16]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        labels = torch.tensor(batch["label"]).to(device)
        with torch.no_grad():
            started = kdlab.clock(device)
            logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits
            milliseconds.append(1000 * (kdlab.clock(device) - started))
        accuracies.append((logits.argmax(dim=1) == labels).float().mean().item())
    return 100 * np.mean(accuracies), np.mean(milliseconds)
