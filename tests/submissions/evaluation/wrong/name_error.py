# misconceptions: unrecognised
def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()

    correct, milliseconds, batch_size = 0, [], 16
    for start in range(0, len(dataset_split), batch_size):
        batch = dataset_split[start:start + batch_size]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        labels = torch.tensor(batch["label"]).to(device)

        no_gradients = torch.no_grad()
        with no_gradients:
            started = kdlab.clock(device)
            logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits
            milliseconds.append(1000 * (kdlab.clock(device) - started))

        predicted = argmax(logits, dim=1)
        correct += (predicted == labels).sum().item()

    return 100 * correct / len(dataset_split), sum(milliseconds) / len(milliseconds)
