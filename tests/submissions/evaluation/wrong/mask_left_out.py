# misconceptions: unrecognised
from torch.utils.data import DataLoader


def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()

    def collate(examples):
        inputs = tokenizer(
            [e["text1"] for e in examples],
            [e["text2"] for e in examples],
            padding=True, truncation=True, max_length=128, return_tensors="pt",
        )
        return inputs["input_ids"], inputs["attention_mask"], torch.tensor([e["label"] for e in examples])

    correct = total = 0
    elapsed = []
    for input_ids, attention_mask, labels in DataLoader(dataset_split, batch_size=32, collate_fn=collate):
        input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
        with torch.no_grad():
            t0 = kdlab.clock(device)
            logits = model(input_ids=input_ids).logits
            t1 = kdlab.clock(device)
        elapsed.append(t1 - t0)
        correct += (logits.argmax(dim=1) == labels).sum().item()
        total += labels.size(0)

    return correct / total * 100, sum(elapsed) / len(elapsed) * 1000
