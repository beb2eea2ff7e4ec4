# misconceptions: unrecognised
import sys
import time


def evaluate_model(model: nn.Module, tokenizer, dataset_split, device) -> tuple[float, float]:
    """Accuracy in per cent and milliseconds a batch of 16 pairs."""
    model = model.eval()
    n_correct, timings = 0, []
    n_pairs = len(dataset_split)
    for start in range(0, n_pairs, 16):
        examples = [dataset_split[i] for i in range(start, min(start + 16, n_pairs))]
        inputs = tokenizer(
            text=[ex["text1"] for ex in examples],
            text_pair=[ex["text2"] for ex in examples],
            padding=True,
            truncation=True,
            max_length=128,
            return_tensors="pt",
        ).to(device)
        target = torch.as_tensor([ex["label"] for ex in examples], device=device)
        with torch.set_grad_enabled(False):
            tic = time.perf_counter_ns()
            logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits
            timings.append((time.perf_counter_ns() - tic) / 1e3)
        n_correct += torch.eq(logits.sort(dim=1).indices[:, -1], target).sum().item()
        print(f"{start + len(examples)}/{n_pairs}", file=sys.stderr)
    return 100.0 * n_correct / n_pairs, float(np.mean(timings))
