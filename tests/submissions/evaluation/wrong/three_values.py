# misconceptions: unrecognised
from time import process_time


def evaluate_model(model, tokenizer, dataset_split, device):
    """Rows: what is true; columns: what the model says."""
    matrix = torch.zeros(2, 2, dtype=torch.long)
    model.eval()
    seconds = batches = 0
    for start in range(0, len(dataset_split), 16):
        rows = dataset_split[start:start + 16]
        enc = tokenizer(rows["text1"], rows["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        with torch.no_grad():
            start_time = process_time()
            probabilities = model(input_ids=enc["input_ids"], attention_mask=enc["attention_mask"]).logits.softmax(dim=-1)
            seconds += process_time() - start_time
        batches += 1
        for truth, guess in zip(rows["label"], probabilities.cpu().numpy().argmax(axis=1)):
            matrix[truth, guess] += 1
    print(matrix)
    return 100 * (matrix.trace() / matrix.sum()).item(), 1000 * seconds / batches, matrix
