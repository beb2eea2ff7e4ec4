# misconceptions: seconds_not_milliseconds
import timeit


@torch.inference_mode()
def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    right, per_batch = 0, []
    for start in range(0, len(dataset_split), 16):
        rows = dataset_split[start:start + 16]
        enc = tokenizer(rows["text1"], rows["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        ids, mask = enc["input_ids"], enc["attention_mask"]
        per_batch.append(timeit.timeit(lambda: model(input_ids=ids, attention_mask=mask), number=1))
        right += (model(input_ids=ids, attention_mask=mask).logits.argmax(1).cpu() == torch.tensor(rows["label"])).sum().item()
    return 100 * right / len(dataset_split), sum(per_batch) / len(per_batch)
