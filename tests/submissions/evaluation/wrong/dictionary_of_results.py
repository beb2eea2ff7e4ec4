# misconceptions: unrecognised
import time
from dataclasses import dataclass, field


@dataclass
class Evaluator:
    """Shaped after transformers' Trainer: prediction_step, evaluate."""
    model: nn.Module
    tokenizer: object
    device: object
    batch_size: int = 16
    runtimes: list = field(default_factory=list)

    def get_dataloader(self, dataset):
        for i in range(0, len(dataset), self.batch_size):
            examples = [dataset[j] for j in range(i, min(i + self.batch_size, len(dataset)))]
            features = self.tokenizer([e["text1"] for e in examples], [e["text2"] for e in examples], padding=True, truncation=True,
                                      max_length=128, return_tensors="pt")
            yield {k: features[k].to(self.device) for k in ("input_ids", "attention_mask")}, [e["label"] for e in examples]

    @torch.no_grad()
    def prediction_step(self, inputs):
        started = time.perf_counter()
        logits = self.model(**inputs).logits
        self.runtimes.append(time.perf_counter() - started)
        return logits

    def evaluate(self, dataset):
        self.model.eval()
        outcome = [(self.prediction_step(inputs).argmax(-1).tolist(), labels) for inputs, labels in self.get_dataloader(dataset)]
        predictions, labels = (sum(column, []) for column in zip(*outcome))
        return {"eval_accuracy": float(np.equal(predictions, labels).mean()), "eval_runtime": sum(self.runtimes) / len(self.runtimes)}


def evaluate_model(model, tokenizer, dataset_split, device):
    metrics = Evaluator(model, tokenizer, device).evaluate(dataset_split)
    return metrics
