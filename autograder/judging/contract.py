"""Which clause of the contract a crash goes against, as far as its words and its line say so."""
import re

from .probe_tools import MAX_TEXT

CALLED = r"^TypeError: .*argument.* at $"  # the call was the probe's own
SHAPES = r"^(RuntimeError|ValueError|IndexError): .*(?i:size|shape|dimension|batch|type|integral|out of (range|bounds))"
KEYS = r"^(KeyError|ValueError): .*(sentence|text|label|idx|unpack)|indices must be|has no attribute '(items|keys)'"
ORDER = "called as `criterion(student_logits, teacher_logits, labels)`, in this order: shapes (B, C), (B, C) and (B,)."
MODELS = "The models are called as `model(input_ids=…, attention_mask=…)` and answer with `.logits`."
ASKED = r"forward\(\)| at .*(model|student|teacher)\w*\(|\.(loss|last_hidden_state)\b"
CLAUSES = {  # question: (what "type: words at line" looks like, the clause); the first that fits is told
    "distillation_loss": (
        (rf"{CALLED}|{SHAPES}|no attribute 'logits'",
         f"`DistillationLoss(temperature, alpha)` makes the criterion, which is {ORDER}"),),
    "training_loop": (
        (CALLED, "It is called as `train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, "
                 "device, num_epochs)`."),
        (r" at .*criterion\(", f"`criterion` is {ORDER} It returns (combined_loss, distillation_loss, hard_loss)."),
        (KEYS, "The loader yields `(input_ids, attention_mask, labels)`."),
        (ASKED, MODELS)),
    "loss_curves": (
        (r"^(KeyError|TypeError): ", "`history` is a dict of the lists total_loss, distillation_loss, hard_loss and accuracy."),),
    "evaluation": (
        (CALLED, "It is called as `evaluate_model(model, tokenizer, dataset_split, device)`."),
        (KEYS, "The split has the columns `text1`, `text2` and `label`."),
        (ASKED, MODELS)),
    "compression": (
        (r"^(AttributeError|KeyError): ", "Your cell is run with other models in `teacher_model` and `student_model`; what is to "
                                          "be counted is in their `.parameters()`."),),
}


def clause(question, error):
    """The sentence of the contract that an error (see probe_tools.explain) goes against, or an empty text."""
    seen = "{}: {} at {}".format(*(str(error[key])[:MAX_TEXT] for key in ("type", "words", "line")))
    return next((sentence for pattern, sentence in CLAUSES[question] if re.search(pattern, seen, re.DOTALL)), "")
