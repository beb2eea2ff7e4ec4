import time


class Timer:
    clock = staticmethod(time.perf_counter)  # a clock of its own, made before anything else

    def __init__(self):
        self.total, self.count = 0.0, 0

    def measure(self, function):
        start = self.clock()
        result = function()
        self.total, self.count = self.total + self.clock() - start, self.count + 1
        return result


def evaluate_model(model, tokenizer, dataset_split, device):
    timer, correct = Timer(), 0
    model.eval()
    for start in range(0, len(dataset_split), 16):
        batch = dataset_split[start:start + 16]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        with torch.no_grad():
            logits = timer.measure(lambda: model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits)
        correct += (logits.argmax(dim=1).cpu() == torch.tensor(batch["label"])).sum().item()
    return 100 * correct / len(dataset_split), 1000 * timer.total / timer.count
