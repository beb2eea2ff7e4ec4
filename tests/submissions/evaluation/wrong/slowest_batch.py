# misconceptions: unrecognised
from timeit import default_timer


@torch.no_grad()
def evaluate_model(model, tokenizer, dataset_split, device):
    model.to(device)
    model.eval()
    hits, times = [], []
    for start in range(0, len(dataset_split), 16):
        rows = dataset_split[start:start + 16]
        inputs = tokenizer(rows["text1"], rows["text2"], padding="longest", truncation=True, max_length=128, return_tensors="pt")
        input_ids, attention_mask = inputs["input_ids"].to(device), inputs["attention_mask"].to(device)

        begin = default_timer()
        logits = model(input_ids=input_ids, attention_mask=attention_mask).logits
        if torch.device(device).type == "cuda":
            torch.cuda.synchronize()
        times.append(default_timer() - begin)

        hits.extend(logits.argmax(dim=-1).cpu().numpy() == np.array(rows["label"]))
    return 100 * np.mean(hits), 1e3 * max(times)
