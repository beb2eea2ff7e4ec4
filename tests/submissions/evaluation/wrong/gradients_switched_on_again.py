# misconceptions: unrecognised
def evaluate_model(model, tokenizer, dataset_split, device):
    kind = torch.device(device).type
    model.eval()
    correct, total, milliseconds = 0, 0, []
    for start in range(0, len(dataset_split), 16):
        batch = dataset_split[start:start + 16]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        with torch.no_grad(), torch.enable_grad(), torch.autocast(kind, dtype=torch.bfloat16):
            started = kdlab.clock(device)
            logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits
            milliseconds.append(1000 * (kdlab.clock(device) - started))
        correct += (logits.float().argmax(dim=1).cpu() == torch.tensor(batch["label"])).sum().item()
        total += len(batch["label"])
    return 100 * correct / total, sum(milliseconds) / len(milliseconds)
