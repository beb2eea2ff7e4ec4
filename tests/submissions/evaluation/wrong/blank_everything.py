# misconceptions: blank_left_open
def evaluate_model(model, tokenizer, dataset_split, device):
    # TODO: put the model into the mode for answering. Hint: the same mode as the teacher's in the training loop.
    ...

    correct, milliseconds, batch_size = 0, [], 16
    for start in range(0, len(dataset_split), batch_size):
        batch = dataset_split[start:start + batch_size]  # {"text1": [...], "text2": [...], "label": [...]}
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        labels = torch.tensor(batch["label"]).to(device)  # (B,)

        # TODO: a context in which PyTorch keeps no gradients. Hint: you saw it in the training loop.
        no_gradients = ...
        with no_gradients:
            started = kdlab.clock(device)
            logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits  # (B, C)
            milliseconds.append(1000 * (kdlab.clock(device) - started))

        # TODO: for every pair the class with the larger logit. Hint: torch.argmax, over which dimension?
        predicted = ...
        correct += (predicted == labels).sum().item()

    return 100 * correct / len(dataset_split), sum(milliseconds) / len(milliseconds)
