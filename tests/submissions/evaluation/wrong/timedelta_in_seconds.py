# misconceptions: seconds_not_milliseconds
import datetime as dt


def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    spent, batches, correct = dt.timedelta(0), 0, 0
    for start in range(0, len(dataset_split), 16):
        rows = dataset_split[start:start + 16]
        enc = tokenizer(rows["text1"], rows["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        with torch.no_grad():
            start_at = dt.datetime.now(dt.timezone.utc)
            logits = model(input_ids=enc["input_ids"], attention_mask=enc["attention_mask"]).logits
            spent += dt.datetime.now(dt.timezone.utc) - start_at
        batches += 1
        correct += np.count_nonzero(logits.cpu().numpy().argmax(1) == np.asarray(rows["label"]))
    return 100 * correct / len(dataset_split), spent.total_seconds() / batches
