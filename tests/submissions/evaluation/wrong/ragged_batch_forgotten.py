# misconceptions: unrecognised
def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    batch_size = 16
    num_batches = len(dataset_split) // batch_size
    correct, total, milliseconds = 0, 0, []
    for b in range(num_batches):
        batch = dataset_split[b * batch_size:(b + 1) * batch_size]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        labels = torch.tensor(batch["label"]).to(device)
        with torch.no_grad():
            started = kdlab.clock(device)
            logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits
            milliseconds.append(1000 * (kdlab.clock(device) - started))
        correct += (logits.argmax(dim=1) == labels).sum().item()
        total += batch_size
    return 100 * correct / total, sum(milliseconds) / len(milliseconds)
