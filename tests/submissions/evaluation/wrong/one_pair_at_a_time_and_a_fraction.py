# misconceptions: accuracy_is_a_fraction
def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    right, seconds = [], []
    for row in dataset_split:
        pair = tokenizer(row["text1"], row["text2"], truncation=True, max_length=128, return_tensors="pt").to(device)
        with torch.inference_mode():
            began = time.perf_counter()
            logits = model(input_ids=pair.input_ids, attention_mask=pair.attention_mask).logits
            seconds.append(time.perf_counter() - began)
        right.append(logits.argmax(-1).item() == row["label"])
    return np.mean(right), 1000 * np.mean(seconds)
