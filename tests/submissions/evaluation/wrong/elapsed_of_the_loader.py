# misconceptions: time_of_all_batches
import time

from torch.utils.data import DataLoader
from transformers import DataCollatorWithPadding


def evaluate_model(model, tokenizer, dataset_split, device):
    def tokenize(batch):
        return tokenizer(batch["text1"], batch["text2"], truncation=True, max_length=128)

    encoded = dataset_split.map(tokenize, batched=True, remove_columns=[c for c in dataset_split.column_names if c != "label"])
    encoded = encoded.remove_columns([c for c in encoded.column_names if c not in ("input_ids", "attention_mask", "label")])
    loader = DataLoader(encoded, batch_size=16, shuffle=False, collate_fn=DataCollatorWithPadding(tokenizer))
    model.to(device)
    model.eval()
    n_right = n = 0
    elapsed = 0.0
    for batch in loader:
        labels = batch.pop("labels").to(device)
        batch = {k: v.to(device) for k, v in batch.items()}
        with torch.no_grad():
            start = time.perf_counter()
            logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits
            elapsed += time.perf_counter() - start
        n_right += torch.sum(torch.argmax(logits, dim=-1) == labels).item()
        n += len(labels)
    return n_right / n * 100, elapsed * 1000
