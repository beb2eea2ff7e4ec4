# misconceptions: unrecognised
def evaluate_model(model, tokenizer, dataset_split, device):
    device = torch.device(device)
    model.eval().requires_grad_(False)  # nothing here learns
    margins, ms = [], []
    for start in range(0, len(dataset_split), 16):
        rows = dataset_split[start:start + 16]
        enc = tokenizer(rows["text1"], rows["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        tick = kdlab.clock(device)
        with torch.no_grad():
            logits = model(input_ids=enc["input_ids"], attention_mask=torch.ones_like(enc["input_ids"])).logits
        tock = kdlab.clock(device)
        ms.append(1000 * (tock - tick))
        margins.append(logits.diff(dim=1).squeeze(1))
    model.requires_grad_(True)
    labels = torch.tensor(dataset_split["label"][:], device=device)
    hits = (torch.cat(margins) > 0) == labels.bool()
    return 100 * hits.double().mean().item(), float(np.mean(ms))
