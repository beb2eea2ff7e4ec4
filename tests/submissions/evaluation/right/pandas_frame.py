import time

import pandas as pd


@torch.no_grad()
def evaluate_model(model, tokenizer, dataset_split, device):
    frame = dataset_split.to_pandas()
    frame["batch"] = np.arange(len(frame)) // 16
    model.eval()
    results = []
    for _, rows in frame.groupby("batch"):
        enc = tokenizer(rows["text1"].tolist(), rows["text2"].tolist(), padding=True, truncation=True, max_length=128, return_tensors="pt")
        enc = enc.to(device)
        tic = time.time()
        logits = model(input_ids=enc["input_ids"], attention_mask=enc["attention_mask"]).logits
        toc = time.time()
        hits = logits.argmax(dim=1).cpu().numpy() == rows["label"].to_numpy()
        results.append({"hits": hits.sum(), "pairs": len(rows), "ms": 1000 * (toc - tic)})
    results = pd.DataFrame(results)
    return 100 * results["hits"].sum() / results["pairs"].sum(), results["ms"].mean()
