# misconceptions: time_of_all_batches
def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    correct, milliseconds = 0, 0.0
    for start in range(0, len(dataset_split), 16):
        batch = dataset_split[start:start + 16]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        labels = torch.tensor(batch["label"]).to(device)
        with torch.no_grad():
            started = kdlab.clock(device)
            logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits
            milliseconds += 1000 * (kdlab.clock(device) - started)
        correct += (logits.argmax(dim=1) == labels).sum().item()
    return 100 * correct / len(dataset_split), milliseconds
