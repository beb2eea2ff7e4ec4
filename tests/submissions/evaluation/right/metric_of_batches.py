class Accuracy:
    """Like `evaluate.load("accuracy")`: batches go in, a dictionary comes out."""

    def __init__(self):
        self.predictions, self.references = [], []

    def add_batch(self, predictions, references):
        self.predictions.extend(predictions.tolist())
        self.references.extend(references.tolist())

    def compute(self):
        hits = [p == r for p, r in zip(self.predictions, self.references)]
        return {"accuracy": sum(hits) / len(hits)}


def evaluate_model(model, tokenizer, dataset_split, device):
    metric, times = Accuracy(), []
    model.eval()
    for start in range(0, len(dataset_split), 16):
        rows = dataset_split[start:start + 16]
        batch = tokenizer(rows["text1"], rows["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        with torch.no_grad():
            before = kdlab.clock(device)
            outputs = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"])
            times.append(kdlab.clock(device) - before)
        metric.add_batch(predictions=outputs.logits.argmax(dim=-1), references=torch.tensor(rows["label"]))
    return metric.compute()["accuracy"] * 100, sum(times) / len(times) * 1e3
