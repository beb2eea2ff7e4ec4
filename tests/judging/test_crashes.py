"""Code that stops, or gives nothing to compare: is it told once, with its line and with what in the contract it goes against?"""
import pytest

from autograder.judging.judge import FOR_THE_SAME_REASON, judge, paragraph
from autograder.judging.probe_tools import pack
from autograder.judging.questions import QUESTIONS
from in_process import CORPUS, drawn, grade

LOSS = "class DistillationLoss(nn.Module):\n    def __init__(self, temperature=3.0, alpha=0.7):\n        super().__init__()\n" \
       "    def forward(self, student_logits, teacher_logits, labels):\n        return {}\n"
LOOP = """def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    for batch in train_loader:
        input_ids, attention_mask, labels = batch
        student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
        {}
"""
ORDER = "`criterion(student_logits, teacher_logits, labels)`, in this order"
CRASHES = {  # question, source, what is quoted of its line, the clause
    "labels where the teacher belongs": (
        "training_loop", LOOP.format("criterion(student_logits, labels, student_logits)[0].backward()"),
        " at `criterion(student_logits, labels, student_logits)[0].backward()`", ORDER),
    "two losses unpacked": (
        "training_loop", LOOP.format("loss, soft = criterion(student_logits, student_logits, labels)"),
        " at `loss, soft = criterion(", "It returns (combined_loss, distillation_loss, hard_loss)"),
    "a batch as a dictionary": (
        "training_loop", LOOP.replace("input_ids, attention_mask, labels = batch", 'labels = batch["labels"]').format("pass"),
        ' at `labels = batch["labels"]`', "The loader yields `(input_ids, attention_mask, labels)`"),
    "another output": (
        "training_loop", LOOP.format("student_model(input_ids=input_ids).loss.backward()"),
        " at `student_model(input_ids=input_ids).loss.backward()`", "answer with `.logits`"),
    "too few arguments": (
        "training_loop", "def train_with_distillation(student, teacher, loader):\n    pass\n", "",
        "train_loader, criterion, optim"),
    "forward in another order": (
        "distillation_loss", LOSS.replace("teacher_logits, labels)", "labels, teacher_logits)").format(
            "F.kl_div(student_logits, teacher_logits)"), " at `return F.kl_div(", ORDER),
    "outputs for logits": (
        "distillation_loss", LOSS.format("student_logits.logits"), " at `return student_logits.logits`", ORDER),
    "settings under other names": (
        "distillation_loss", LOSS.replace("temperature=3.0", "T=3.0").format("(student_logits.sum(),) * 3"), "",
        "`DistillationLoss(temperature, alpha)`"),
    "columns of another data set": (
        "evaluation", "def evaluate_model(model, tokenizer, dataset_split, device):\n    return dataset_split['sentence1']\n",
        " at `return dataset_split['sentence1']`", "`text1`, `text2` and `label`"),
    "one model's own attribute": (
        "compression", "param_reduction = student_model.vit.num_parameters()", " at `param_reduction = student_model.vit.",
        "Your cell is run with other models"),
}


@pytest.mark.parametrize("crash", CRASHES)
def test_a_crash_is_told_once_with_its_line_and_the_clause(crash):
    """The first part tells it in full, the others that they share its reason, and no paragraph speaks of numbers?"""
    question, source, line, clause = CRASHES[crash]
    verdict = grade(question, source)
    first, *others = [part.message for part in verdict.parts]
    assert first.startswith("Your code stopped with ") and line in first and clause in first
    assert others == [FOR_THE_SAME_REASON] * len(others)
    title, text = paragraph("unrecognised", question, verdict.compared)
    assert title == "Nothing came back that could be compared." and "beside what was expected" not in text


@pytest.mark.parametrize("name", ["name_error", "super_forgotten"])
def test_a_crash_against_no_clause_quotes_none(name):
    """A name that does not exist, `super().__init__()` forgotten: nothing of the order of arguments?"""
    verdict = grade("distillation_loss", (CORPUS / "distillation_loss" / "wrong" / f"{name}.py").read_text())
    assert "Your code stopped with" in verdict.parts[0].message and ORDER not in verdict.parts[0].message


def test_a_crash_on_extreme_logits_alone_costs_that_part():
    """Who stops at large losses has them right otherwise: is nothing else lost?"""
    verdict = grade("distillation_loss", (CORPUS / "distillation_loss" / "wrong" / "stops_at_large_losses.py").read_text())
    assert [part.name for part in verdict.parts if not part.passed] == ["extreme_logits"] and verdict.compared


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_came_back_and_has_no_name_is_told_by_its_question(question):
    """Where numbers can be compared, is there something to try that belongs to this question?"""
    texts = {paragraph("unrecognised", other)[1] for other in QUESTIONS}
    assert len(texts) == len(QUESTIONS) and "beside what was expected" in paragraph("unrecognised", question)[1]
    assert "then" not in paragraph("unrecognised")[1]


def test_a_name_of_two_questions_has_the_text_of_the_one():
    """A gradient at the teacher is one thing in the loss and another in the loop?"""
    assert paragraph("gradient_reaches_teacher", "distillation_loss") != paragraph("gradient_reaches_teacher", "training_loop")
    assert "your loss" in paragraph("gradient_reaches_teacher", "distillation_loss")[1]


@pytest.mark.parametrize("error", [{}, {"type": 3}, {"type": "E", "words": None, "line": 5}, ["E"], "E",
                                   {"type": "TypeError", "words": "argument " * 90_000, "line": "criterion(" * 90_000}], ids=repr)
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_error_that_a_stranger_sends_upsets_the_judge(question, error):
    """An error of no agreed form, or a huge one: a verdict without points, with sentences?"""
    several = [{"error": error}] * 10
    for answer in {"error": error}, {"cases": several}, {"runs": several[:2]}, {"cases": 3}, {"runs": {}}:
        verdict = judge(question, drawn(question, 1), pack(answer))
        assert verdict.points == 0 and all(part.message for part in verdict.parts)
