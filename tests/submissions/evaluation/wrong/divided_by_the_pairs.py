# misconceptions: time_per_pair
import time


def evaluate_model(model, tokenizer, dataset_split, device):
    """Evaluate model performance on a dataset with consistent preprocessing."""
    model.eval()
    correct = 0
    total = 0
    total_time = 0

    test_texts = []
    test_labels = []
    for example in dataset_split:
        test_texts.append(example["text1"] + " [SEP] " + example["text2"])
        test_labels.append(example["label"])

    batch_size = 16
    num_batches = 0
    for i in range(0, len(test_texts), batch_size):
        batch_texts = test_texts[i:i+batch_size]
        batch_labels = test_labels[i:i+batch_size]

        inputs = tokenizer(batch_texts, padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        batch_labels_tensor = torch.tensor(batch_labels).to(device)

        with torch.no_grad():
            start_time = time.time()
            outputs = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"])
            end_time = time.time()

            total_time += (end_time - start_time)
            num_batches += 1

            _, predicted = torch.max(outputs.logits, 1)
            total += len(batch_labels)
            correct += (predicted == batch_labels_tensor).sum().item()

    accuracy = 100 * correct / total
    avg_time = (total_time / total) * 1000  # ms per batch

    return accuracy, avg_time
