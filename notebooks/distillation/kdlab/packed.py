"""A student's weights in a few megabytes: matrices as int8 with a scale for each row, without what it shares with its teacher."""
from __future__ import annotations

import hashlib
import json
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from .errors import LabError

STUDENTS = Path(__file__).parents[1] / "student"
SHARED = "embeddings.word_embeddings.weight"


def save(encoder, path, about):
    """Write an encoder's weights without its word embeddings; `about` (a dict) goes into the file's metadata."""
    tensors = {}
    for name, tensor in encoder.state_dict().items():
        if tensor.dim() < 2:
            tensors[name] = tensor.half()
        elif name != SHARED:
            scale = tensor.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127  # (rows, 1)
            tensors[name], tensors[f"{name}.scale"] = (tensor / scale).round().to(torch.int8), scale.float()
    save_file(tensors, path, metadata={"about": json.dumps(about)})


def load(path, sha256):
    """The weights that `save` wrote, float32, by name. Raises LabError if the file is not the one with this hash."""
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise LabError(f"The student's weights are damaged or only half there: {path}. Fetch this file of the lab again.")
    packed = load_file(path)
    return {name: packed[name].float() * packed.get(f"{name}.scale", 1) for name in packed if not name.endswith(".scale")}


def about(path):
    """How the weights were made: what `save` was told."""
    with safe_open(path, "pt") as file:
        return json.loads(file.metadata()["about"])
