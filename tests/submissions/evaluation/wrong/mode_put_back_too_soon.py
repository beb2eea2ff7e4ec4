# misconceptions: evaluated_in_train_mode
def evaluate_model(model, tokenizer, dataset_split, device):
    was_training = model.training
    model.eval()
    model.train(was_training)

    first, second, labels = list(dataset_split["text1"]), list(dataset_split["text2"]), list(dataset_split["label"])
    predictions, milliseconds = [], []
    with torch.no_grad():
        for i in range(0, len(labels), 16):
            inputs = tokenizer(first[i:i + 16], second[i:i + 16],
                               padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
            started = kdlab.clock(device)
            outputs = model(input_ids=inputs.input_ids, attention_mask=inputs.attention_mask)
            milliseconds.append((kdlab.clock(device) - started) * 1000)
            probabilities = F.softmax(outputs.logits, dim=1)
            predictions += torch.topk(probabilities, k=1, dim=1).indices.squeeze(1).tolist()

    model.train(was_training)
    accuracy = 100 * sum(p == y for p, y in zip(predictions, labels)) / len(labels)
    return accuracy, np.mean(milliseconds)
