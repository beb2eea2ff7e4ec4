# misconceptions: accuracy_is_a_fraction
def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    predictions, labels, times = [], [], []
    for start in range(0, len(dataset_split), 16):
        batch = dataset_split[start:start + 16]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        with torch.inference_mode():
            tic = kdlab.clock(device)
            logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits
            times.append((kdlab.clock(device) - tic) * 1000)
        predictions += logits.argmax(dim=1).tolist()
        labels += batch["label"]
    accuracy = np.mean(np.array(predictions) == np.array(labels))
    return accuracy, np.mean(times)
