# misconceptions: unrecognised
def evaluate_model(model, tokenizer, dataset_split, device):
    texts1, texts2, labels = dataset_split["text1"][:], dataset_split["text2"][:], np.array(dataset_split["label"][:])
    order = sorted(range(len(labels)), key=lambda i: len(texts1[i]) + len(texts2[i]), reverse=True)  # little padding
    predictions = np.empty(len(labels), dtype=int)
    times = []
    model.eval()
    with torch.no_grad():
        for start in range(0, len(order), 16):
            index = order[start:start + 16]
            enc = tokenizer([texts1[i] for i in index], [texts2[i] for i in index], padding=True, truncation=True, max_length=128,
                            return_tensors="pt").to(device)
            t = kdlab.clock(device)
            logits = model(input_ids=enc["input_ids"], attention_mask=enc["attention_mask"]).logits
            times.append(1000 * (kdlab.clock(device) - t))
            predictions[start:start + len(index)] = logits.argmax(dim=1).cpu().numpy()
    return 100 * (predictions == labels).mean(), np.mean(times)
