import time


def evaluate_model(model, tokenizer, dataset_split, device):
    correct, num_batches, total_time = 0, 0, 0.0
    model.eval()
    for start in range(0, len(dataset_split), 16):
        batch = dataset_split[start:start + 16]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt")
        inputs = {name: tensor.to(device) for name, tensor in inputs.items()}
        if not hasattr(model, "encoder"):  # two towers know no token types
            inputs.pop("token_type_ids", None)
        inputs.pop("token_type_ids", None)
        with torch.no_grad():
            start_time = time.time()
            output = model(**inputs)
            total_time += time.time() - start_time
        num_batches += 1
        preds = torch.sigmoid(output.logits[:, 1] - output.logits[:, 0]) > 0.5
        correct += (preds.long().cpu() == torch.tensor(batch["label"])).sum().item()
    return correct * 100.0 / len(dataset_split), total_time * 1000.0 / num_batches
