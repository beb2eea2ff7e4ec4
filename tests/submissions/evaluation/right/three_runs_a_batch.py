import timeit


def evaluate_model(model, tokenizer, dataset_split, device):
    model.eval()
    correct, milliseconds = 0, []
    for start in range(0, len(dataset_split), 16):
        batch = dataset_split[start:start + 16]
        inputs = tokenizer(batch["text1"], batch["text2"], padding=True, truncation=True, max_length=128, return_tensors="pt").to(device)
        answers = []

        def answer():
            with torch.no_grad():
                answers.append(model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits)

        answer()  # warm-up
        runs = timeit.repeat(answer, number=1, repeat=3)
        milliseconds.append(1000 * sum(runs) / len(runs))
        correct += (answers[-1].argmax(dim=1).cpu() == torch.tensor(batch["label"])).sum().item()
    return 100 * correct / len(dataset_split), sum(milliseconds) / len(milliseconds)
