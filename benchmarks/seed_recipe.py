"""How much faster is the lab's plumbing than the recipe of the exercise it grew from, and what does that cost in accuracy?

    python benchmarks/seed_recipe.py      (some ten minutes; writes benchmarks/seed_recipe.json)

Both train the same teacher and the same student on the same pairs from the same start, in turn, in one process. The older recipe
glues " [SEP] " between the texts, pads everything to the longest, shuffles one loader per model, computes in float32 and steps
with a constant 2e-5 for 3 epochs. Ours runs as in the notebook, once for 3 epochs and once for the profile's own number.
"""
import json
import sys
import time
from pathlib import Path

import torch
import transformers
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm

LAB = Path(__file__).parents[1] / "solutions" / "distillation"
sys.path.insert(0, str(LAB))
import kdlab

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def notebook_names():
    """The notebook's own DistillationLoss, train_with_distillation and evaluate_model."""
    names = {"torch": torch, "nn": nn, "F": nn.functional, "kdlab": kdlab}
    for cell in json.loads((LAB / "distillation.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["id"] in ("distillation_loss", "training_loop", "evaluation"):
            exec("".join(cell["source"]).split("\nkdlab.start_over")[0], names)
    return names


def older_recipe(teacher, student, tokenizer, pairs, loss, num_epochs=3):
    def loader():
        texts = [f"{a} [SEP] {b}" for a, b in zip(pairs["text1"], pairs["text2"], strict=True)]
        batch = tokenizer(texts, padding=True, truncation=True, max_length=128, return_tensors="pt")
        return DataLoader(TensorDataset(batch["input_ids"], batch["attention_mask"], torch.tensor(pairs["label"])), 16, shuffle=True)

    for model in teacher, student:  # float32, as plain transformers classes
        model.__class__ = type(model).__mro__[1]
    for learner, guide in (teacher, None), (student, teacher):
        optimizer = torch.optim.AdamW(learner.parameters(), lr=2e-5)
        if guide:
            guide.eval()
        for _ in range(num_epochs):
            learner.train()
            for input_ids, attention_mask, labels in tqdm(loader(), desc="older recipe"):
                batch = {"input_ids": input_ids.to(DEVICE), "attention_mask": attention_mask.to(DEVICE)}
                labels = labels.to(DEVICE)
                if guide:
                    with torch.no_grad():
                        teacher_logits = guide(**batch).logits
                    value = loss(learner(**batch).logits, teacher_logits, labels)[0]
                else:
                    value = cross_entropy(learner(**batch).logits, labels)
                optimizer.zero_grad()
                value.backward()
                optimizer.step()
                value.item()


def our_recipe(teacher, student, tokenizer, pairs, names, settings, num_epochs):
    loader = kdlab.make_loader(tokenizer, pairs, settings)
    kdlab.fine_tune(teacher, loader, settings.teacher_lr, num_epochs, DEVICE, "Teacher")
    kdlab.start_over(student)
    optimizer = kdlab.adamw(student, settings.student_lr, num_epochs * len(loader))
    names["train_with_distillation"](student, teacher, loader, names["DistillationLoss"](), optimizer, DEVICE, num_epochs)


def main():
    settings, names = kdlab.PROFILES["laptop"], notebook_names()
    pairs = kdlab.load_pairs(settings)
    recipes = {"older, 3 epochs": lambda *models: older_recipe(*models, pairs["train"], names["DistillationLoss"]()),
               "ours, 3 epochs": lambda *models: our_recipe(*models, pairs["train"], names, settings, 3),
               f"ours, {settings.num_epochs} epochs": lambda *models: our_recipe(*models, pairs["train"], names, settings,
                                                                                 settings.num_epochs)}
    rows = {}
    for name, recipe in recipes.items():
        teacher, tokenizer = kdlab.load_teacher(settings)
        student, _ = kdlab.load_student(settings, teacher, tokenizer)
        torch.manual_seed(kdlab.SEED)
        start = kdlab.clock(DEVICE)
        recipe(teacher.to(DEVICE), student.to(DEVICE), tokenizer)
        seconds = kdlab.clock(DEVICE) - start
        accuracy = [names["evaluate_model"](model, tokenizer, pairs["test"], DEVICE)[0] for model in (teacher, student)]
        rows[name] = {"seconds": round(seconds, 1), "teacher_accuracy": accuracy[0], "student_accuracy": accuracy[1]}
    first = rows["older, 3 epochs"]["seconds"]
    print(f"\n{'recipe':>16} {'seconds':>8} {'times as fast':>14} {'teacher %':>10} {'student %':>10}")
    for name, row in rows.items():
        row["times_as_fast"] = round(first / row["seconds"], 2)
        print(f"{name:>16} {row['seconds']:8.1f} {row['times_as_fast']:14.2f} "
              f"{row['teacher_accuracy']:10.1f} {row['student_accuracy']:10.1f}")
    about = {"device": str(DEVICE), "threads": torch.get_num_threads(), "torch": torch.__version__,
             "transformers": transformers.__version__, "seed": kdlab.SEED, "date": time.strftime("%Y-%m-%d")}
    Path(__file__).with_suffix(".json").write_text(json.dumps({**about, "recipes": rows}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
