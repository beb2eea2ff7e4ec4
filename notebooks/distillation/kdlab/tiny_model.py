"""A stand-in for the models that a student's functions are given: very small, and it notes what it is asked."""
from __future__ import annotations

import time
from dataclasses import dataclass

import torch
from torch import nn
from transformers import PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import SequenceClassifierOutput


@dataclass
class Call:
    input_ids: torch.Tensor  # (B, T)
    attention_mask: torch.Tensor | None  # (B, T)
    logits: torch.Tensor  # (B, C)
    trains: bool  # was the model in training mode?
    gradients: bool  # were gradients on?
    seconds: float


class Calls(list):
    def __deepcopy__(self, memo):  # a copy of the model notes where the model does
        return self


class TinyModel(PreTrainedModel):
    """Mean of the tokens' embeddings, dropout, two logits. Each answer takes `seconds` or a little more, and `calls` notes it."""
    config_class = PretrainedConfig

    def __init__(self, vocabulary, seconds=0.0):
        super().__init__(PretrainedConfig(vocab_size=vocabulary, hidden_size=8, num_labels=2))
        self.embedding, self.dropout, self.head = nn.Embedding(vocabulary, 8), nn.Dropout(0.5), nn.Linear(8, 2)
        self.seconds, self.calls = seconds, Calls()
        self.first_weights = {name: tensor.clone() for name, tensor in self.state_dict().items()}  # for kdlab.start_over

    def forward(self, input_ids=None, attention_mask=None, labels=None, return_dict=True, **_):  # (B, T), (B, T), (B,)
        started = time.perf_counter()
        mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        with torch.autocast(input_ids.device.type, enabled=False):  # all its digits, whatever is asked for
            mask = mask.to(self.dtype)[..., None]  # (B, T, 1)
            logits = self.head(self.dropout((self.embedding(input_ids) * mask).sum(1) / mask.sum(1)))  # (B, C)
        busy_until = time.thread_time() + self.seconds  # any clock sees this, those of the processor too
        while time.thread_time() < busy_until:
            pass
        self.calls.append(Call(input_ids.clone(), attention_mask, logits.detach().clone(), self.training, torch.is_grad_enabled(),
                               time.perf_counter() - started))
        loss = None if labels is None else nn.functional.cross_entropy(logits, labels)
        answer = SequenceClassifierOutput(loss=loss, logits=logits)
        return answer if return_dict else answer.to_tuple()
