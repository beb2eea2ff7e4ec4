# misconceptions: unrecognised
from contextlib import contextmanager


@contextmanager
def timed(into):
    started = time.perf_counter_ns()
    yield
    into.append((time.perf_counter_ns() - started) / 1e6)


def batches(dataset, size):
    for start in range(0, len(dataset), size):
        yield dataset[start:start + size]


@torch.inference_mode()
def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    outcomes, times = [], []
    for batch in batches(dataset_split, 16):
        inputs = tokenizer(batch["text1"], batch["text2"], truncation=True, padding="longest", return_tensors="pt").to(device)
        with timed(times):
            logits = model(**{"input_ids": inputs["input_ids"]}).logits
        outcomes.append((logits.argmax(-1).cpu() == torch.tensor(batch["label"])).double())
    return 100 * torch.cat(outcomes).mean().item(), sum(times) / len(times)
