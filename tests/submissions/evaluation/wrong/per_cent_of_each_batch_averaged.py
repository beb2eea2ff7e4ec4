# misconceptions: mean_of_batch_accuracies
def batches_of(dataset_split, size=16):
    for start in range(0, len(dataset_split), size):
        yield dataset_split[start:start + size]


def timed(call, device):
    started = kdlab.clock(device)
    result = call()
    return result, 1000 * (kdlab.clock(device) - started)


def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    correct = total = num_batches = 0
    total_ms = 0.0
    for batch in batches_of(dataset_split):
        pairs = list(zip(batch["text1"], batch["text2"]))
        inputs = tokenizer(pairs, padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        with torch.no_grad():
            logits, ms = timed(
                lambda: model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits,
                device,
            )
        predicted = logits.cpu().argmax(1)
        correct += 100 * int(predicted.eq(torch.tensor(batch["label"])).sum()) / len(predicted)
        total += 1
        total_ms += ms
        num_batches += 1
    return correct / total, total_ms / num_batches
