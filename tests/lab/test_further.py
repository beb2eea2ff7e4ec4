"""The blanks that bring no points: do their checks tell right from wrong, and are those left alone who skip them?"""
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from nbclient import NotebookClient

import kdlab
from kdlab import experiment, further, smaller, towers
from lab import LAB, graded_cells, notebook, printed, write_pairs

CHECKS = {  # the blank's cell: its name, its check, the check's cell
    "mean_over_tokens": ("mean_over_tokens", further.check_mean_over_tokens, "check_mean"),
    "vector_loss": ("vector_loss", further.check_vector_loss, "check_vector_loss"),
    "paired_gain": ("paired_gain", further.check_paired_gain, "check_paired_gain"),
    "further_quantise": ("quantise_rows", further.check_quantise_rows, "check_quantise"),
}


def run(cell_id, capsys, old="", new=""):
    """What the check returns and prints about the cell with `old` replaced by `new`."""
    source = next(cell.source for cell in notebook().cells if cell.id == cell_id)
    assert old in source
    space, (name, check, _) = {"torch": torch}, CHECKS[cell_id]
    exec(source.replace(old, new), space)
    return check(space[name]), capsys.readouterr().out


@pytest.mark.parametrize("cell_id", CHECKS)
def test_the_solution_has_every_property(cell_id, capsys):
    """Does the solution get ticks, no cross, and the word to go on?"""
    answer, said = run(cell_id, capsys)
    held = sum(int(number or 1) for number in re.findall(r"✓ (?:(\d+) properties hold\.)?", said))
    assert answer is True and held >= 4 and "✗" not in said


def test_our_paired_gain_stands_in_for_the_blank(capsys):
    """Has the function that stands in where the blank is open every property that the check asks for?"""
    assert further.check_paired_gain(kdlab.paired_gain) and "✗" not in capsys.readouterr().out


@pytest.mark.slow
def test_open_blanks_are_no_error(monkeypatch):
    """Does a student who fills what is graded and nothing else get to the hand-out's end, and read what else is open?"""
    monkeypatch.setenv("KD_PROFILE", "grading")
    nb, solution = notebook("notebooks"), graded_cells(notebook())
    for name, cell in graded_cells(nb).items():
        cell.source = solution[name].source.split("### BEGIN HIDDEN")[0]
    cells = {cell.id: cell for cell in nb.cells}
    NotebookClient(nb, timeout=300, resources={"metadata": {"path": str(LAB)}}).execute()
    for cell_id, (_, _, check) in CHECKS.items():
        blanks, said = cells[cell_id].source.count("= ..."), printed(cells[check])
        assert blanks and "SOLUTION" not in cells[cell_id].source
        assert said.count("Still open in line") == blanks and "No points hang on it" in said, said


WRONG = [
    ("mean_over_tokens", ".sum(dim=1)  # (N, D)", ".sum(dim=2)", "shape (3, 4)"),
    ("mean_over_tokens", "attention_mask.sum(dim=1, keepdim=True)", "tokens.shape[1] + 1", "mean of its 5 tokens"),
    ("mean_over_tokens", "attention_mask.sum(dim=1, keepdim=True)", "tokens.shape[1]", "The second ticket has 2 real tokens"),
    ("mean_over_tokens", "attention_mask.sum(dim=1, keepdim=True)", "attention_mask.sum()", "mean of its 5 tokens"),
    ("mean_over_tokens", "(tokens * attention_mask.unsqueeze(2))", "tokens", "numbers in the padding"),
    ("vector_loss", ".mean()", "", "one number"),
    ("vector_loss", "1 - cosine", "cosine", "For equal vectors"),
    ("vector_loss", "1 - cosine.mean()", "1 - cosine.mean() ** 2", "negative cosine"),
    ("vector_loss", "1 - cosine.mean()", "((1 - cosine) ** 2).mean()", "Opposite"),
    ("vector_loss", "1 - cosine.mean()", "1 - cosine.abs().mean()", "Opposite"),
    ("vector_loss", "(student_vectors * teacher_vectors).sum(dim=1)",
     "torch.cosine_similarity(student_vectors, teacher_vectors, dim=0)", "it should be"),
    ("vector_loss", "1 - cosine.mean()", "1 - cosine.sum()", "For equal vectors"),
    ("vector_loss", "1 - cosine.mean()", "2 * (1 - cosine.mean())", "at right angles it should be 1"),
    ("paired_gain", "100 * ((", "((", "only a is right"),
    ("paired_gain", "(answers_a == truth).float() - (answers_b == truth).float()",
     "(answers_b == truth).float() - (answers_a == truth).float()", "only a is right"),
    ("paired_gain", "(answers_a == truth).float() - (answers_b == truth).float()", "answers_a - answers_b", "the label is 0"),
    ("paired_gain", "    return gain", "    return gain.mean()", "6 numbers"),
    ("further_quantise", "/ 127 ", "/ 100 ", "should be 127"),
    ("further_quantise", ".to(torch.int8)", "", "torch.int8"),
    ("further_quantise", ".amax(dim=1, keepdim=True)", ".amax()", "for 5 rows"),
    ("further_quantise", ".amax(dim=1, keepdim=True)", ".amax().expand(5, 1)", "should be 127"),
    ("further_quantise", ".round()", "", "half a step"),
    ("further_quantise", "weight / scale", "weight * scale", "should be 127"),
]


@pytest.mark.parametrize("cell_id, old, new, sentence", WRONG)
def test_a_mistake_is_told(cell_id, old, new, sentence, capsys):
    """Does each mistake get one sentence that helps, and no error: the rest of the notebook does without it?"""
    answer, said = run(cell_id, capsys, old, new)
    assert answer is False and sentence in said and said.count("✗") == 1 and "go on without it" in said, said


def test_the_unlabelled_pairs_are_there(tmp_path, capsys):
    """Are there 10,000 or more, of which the grading profile takes a few, and a sentence where a data set has none?"""
    assert len(kdlab.load_unlabelled(kdlab.PROFILES["laptop"])) >= 10_000
    assert len(kdlab.load_unlabelled(kdlab.PROFILES["grading"])) == kdlab.PROFILES["grading"].num_unlabelled == 16
    rows = [{"text1": "a", "text2": "b", "label": 1}]
    folder = write_pairs(tmp_path / "pairs", train=rows, test=rows)
    assert kdlab.load_unlabelled(replace(kdlab.PROFILES["laptop"], dataset=str(folder))) is None
    assert "has no split `unlabelled`: the student learns from the labelled pairs alone" in capsys.readouterr().out


@pytest.fixture(scope="module")
def student_forms(tmp_path_factory):
    teacher, tokenizer = kdlab.load_teacher(kdlab.PROFILES["laptop"])
    student, _ = kdlab.load_student(kdlab.PROFILES["laptop"], teacher, tokenizer)
    return smaller.forms("student", student, tmp_path_factory.mktemp("forms")), tokenizer


@pytest.mark.slow
def test_smaller_forms_answer_alike(student_forms):
    """Do ONNX and int8 give the model's own answers, the one almost exactly, the other nearly, from a quarter of the file?"""
    forms, tokenizer = student_forms
    pairs = kdlab.load_pairs(kdlab.PROFILES["laptop"])["test"].select(range(64))
    ids = kdlab.encode(tokenizer, pairs, 128)
    plain, onnx, int8 = (towers.logits_of(model, tokenizer, ids) for model, _ in forms.values())
    assert (onnx - plain).abs().max() < 0.05 * plain.std()  # the model computes in bfloat16 where it can
    assert np.corrcoef(plain[:, 1] - plain[:, 0], int8[:, 1] - int8[:, 0])[0, 1] > 0.6  # an untrained model's are close calls
    megabytes = [size for _, size in forms.values()]
    assert megabytes[2] < 0.3 * megabytes[0] and 0.95 < megabytes[1] / megabytes[0] < 1.1


def test_without_onnx_the_part_says_what_it_needs(monkeypatch, capsys):
    """A student's own installation has no ONNX: is that one sentence with the command, and no error?"""
    assert smaller.is_installed() and capsys.readouterr().out == ""
    monkeypatch.setattr(smaller.importlib.util, "find_spec", lambda name: None)
    assert not smaller.is_installed() and "pip install onnx onnxruntime onnxscript" in capsys.readouterr().out


@pytest.mark.slow
def test_the_table_says_what_each_form_takes(student_forms, capsys):
    """Has each form a line with its megabytes, accuracy and times, and are the first form's times once its own?"""
    forms, tokenizer = student_forms
    smaller.table(forms, tokenizer, kdlab.load_pairs(kdlab.PROFILES["laptop"])["test"].select(range(32)))
    _, *lines = capsys.readouterr().out.splitlines()
    assert [line[:28].strip() for line in lines] == [*forms] and lines[0].split()[-1] == "1.0"
    for line in lines:
        megabytes, accuracy, _, *times = line[28:].split()
        assert 0 <= float(accuracy) <= 100 and all(float(number) > 0 for number in (megabytes, *times))


def test_the_guess_is_compared(capsys):
    """Does the committed result say whether the reader's guess lies in its interval?"""
    found = experiment.read()
    mean, low, high = experiment.difference(found, "distilled", "plain")["points"]
    for guess, word in ((mean, "inside"), (high + 3, "outside")):
        experiment.show(guess)
        said = capsys.readouterr().out
        assert f"{guess:+.1f}, which lies {word}" in said and f"{mean:+.1f} points, 95 % interval {low:+.1f} to {high:+.1f}" in said
    experiment.show(None)
    assert "You expected" not in capsys.readouterr().out


@pytest.mark.parametrize("guess, said", [(None, "You made no guess."), (0, "Your guess was 0."), ("b", "Your guess was b.")])
def test_a_guess_is_told(guess, said):
    """Is a guess of zero a guess, and none told as none?"""
    assert kdlab.guessed(guess) == said


def test_the_controls_are_shown(capsys):
    """Has every control of the notebook's recipe a line, and is the answer the same whatever was guessed?"""
    for guess in (None, "A", "b"):
        experiment.show_controls(guess)
        said = capsys.readouterr().out
        assert all(word in said for word in ("random head", "shuffled", "others' doubt", "hard", "as cut", "It would be b"))
        gain = experiment.difference(experiment.read(), "distilled", "distilled, hard")["points"][0]
        assert f"distilled − {'hard':20} {gain:+.1f} points" in said
        assert ("You said" in said) == (guess is not None)
