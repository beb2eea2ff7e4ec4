from time import perf_counter


def accuracy_score(y_true, y_pred):  # sklearn's, without sklearn
    return float(np.mean(np.asarray(y_true) == np.asarray(y_pred)))


def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    y_true, y_pred, seconds = [], [], []
    for i in range(0, len(dataset_split), 32):
        chunk = dataset_split[i:i + 32]
        enc = tokenizer(list(chunk["text1"]), list(chunk["text2"]), truncation=True, max_length=128, padding=True, return_tensors="pt")
        enc = {k: v.to(device) for k, v in enc.items() if k in ("input_ids", "attention_mask")}
        with torch.no_grad():
            t0 = perf_counter()
            out = model(**enc)
            seconds.append(perf_counter() - t0)
        y_pred.append(out.logits.detach().cpu().numpy().argmax(axis=-1))
        y_true.append(np.array(chunk["label"]))
    return 100.0 * accuracy_score(np.concatenate(y_true), np.concatenate(y_pred)), 1000.0 * float(np.mean(seconds))
