# misconceptions: unrecognised
import time


class Stopwatch:
    def __init__(self):
        self.laps = []

    def __enter__(self):
        self.started = time.monotonic()
        return self

    def __exit__(self, *error):
        self.laps.append((time.monotonic() - self.started) * 1000)


def evaluate_model(model, tokenizer, dataset_split, device):
    watch, hits = Stopwatch(), 0
    model.train(mode=False)
    with torch.no_grad():
        for start in range(0, len(dataset_split), 16):
            rows = dataset_split.select(range(start, min(start + 16, len(dataset_split))))
            enc = tokenizer(rows["text1"][:], rows["text2"][:], padding=True, truncation=True, max_length=128, return_tensors="pt")
            ids, mask = enc.input_ids.to(device), enc.attention_mask.to(device)
            with watch:
                logits = model(ids, mask).logits
            hits += sum(int(a) == b for a, b in zip(logits.argmax(dim=1), rows["label"]))
    return 100 * hits / len(dataset_split), float(np.quantile(watch.laps, 0.95))
