# misconceptions: unrecognised
def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    correct, milliseconds = 0, []
    for start in range(0, len(dataset_split), 16):
        batch = dataset_split[start:start + 16]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        labels = torch.tensor(batch["label"]).to(device)
        with torch.no_grad():
            started = kdlab.clock(device)
            logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits
            milliseconds.append(1000 * (kdlab.clock(device) - started))
        predicted = (F.softmax(logits, dim=0)[:, 1] > 0.5).long()
        correct += (predicted == labels).sum().item()
    return 100 * correct / len(dataset_split), sum(milliseconds) / len(milliseconds)
