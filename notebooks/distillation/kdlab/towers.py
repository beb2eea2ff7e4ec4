"""Two towers: a classifier of pairs that encodes each ticket by itself and compares the two vectors (Reimers and Gurevych 2019)."""
from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace

import torch
from torch import nn
from torch.nn.functional import normalize

from .bars import progress
from .batches import pad
from .precision import autocast


def part(input_ids, attention_mask, separator):
    """The two tickets of each row `[CLS] a [SEP] b [SEP]`, as rows `[CLS] a [SEP]`, and below them `[CLS] b [SEP]`.

    `input_ids` and `attention_mask` (B, T); returns the same two for tickets, (2B, S), S the longest ticket of the batch.
    """
    first = (input_ids == separator).int().argmax(dim=1, keepdim=True) + 1  # (B, 1) tokens of [CLS] a [SEP]
    lengths = torch.cat([first, attention_mask.sum(dim=1, keepdim=True) - first + 1])  # (2B, 1)
    place = torch.arange(int(lengths.max()), device=input_ids.device)  # (S,)
    mask = place < lengths  # (2B, S)
    skipped = torch.cat([torch.zeros_like(first), first - 1]) * (place > 0)  # (2B, S) b follows its [CLS] at once
    source = (place + skipped).clamp(max=input_ids.shape[1] - 1)
    return input_ids.repeat(2, 1).gather(1, source) * mask, mask.to(attention_mask.dtype)


def compare(a, b, log_scale, threshold):
    """Logits (B, 2) from the vectors (B, D) of the first and of the second tickets: −margin / 2 and margin / 2."""
    margin = log_scale.exp() * ((a * b).sum(dim=1) - threshold)  # (B,)
    return torch.stack([-margin / 2, margin / 2], dim=1)


class TwoTowers(nn.Module):
    """An encoder of single tickets, called as a classifier of pairs is: `model(input_ids=…, attention_mask=…).logits`.

    margin = scale · (cosine − threshold); scale and threshold are learned.
    """

    def __init__(self, encoder, separator):
        super().__init__()
        self.encoder, self.config, self.separator = encoder, encoder.config, separator
        self.log_scale = nn.Parameter(torch.tensor(20.0).log())
        self.threshold = nn.Parameter(torch.tensor(0.6))

    @property
    def device(self):
        return self.threshold.device

    @property
    def base_model(self):
        return self.encoder

    def get_input_embeddings(self):
        return self.encoder.get_input_embeddings()

    def num_parameters(self, only_trainable=False):
        """How many numbers it holds, as models of transformers say it."""
        return sum(p.numel() for p in self.parameters() if p.requires_grad or not only_trainable)

    def vectors(self, input_ids, attention_mask):
        """A vector of length 1 for each ticket `[CLS] a [SEP]`, the mean over its tokens: (N, T) twice -> (N, D)."""
        tokens = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state  # (N, T, D)
        mask = attention_mask.unsqueeze(2).to(tokens.dtype)  # (N, T, 1)
        return normalize(((tokens * mask).sum(dim=1) / mask.sum(dim=1)).float(), dim=1)

    def both(self, input_ids, attention_mask):
        """The vectors (B, D) of the first and of the second tickets of a batch of pairs (B, T)."""
        tickets, mask = part(input_ids, attention_mask, self.separator)  # (2B, S) each
        order = mask.sum(dim=1).argsort()  # the shorter half by itself, so that it is not padded as the longer half is
        parts = [(tickets[rows], mask[rows], mask[rows].sum(dim=1).max()) for rows in order.chunk(2)]
        with autocast(self.device.type):
            found = torch.cat([self.vectors(ids[:, :longest], one[:, :longest]) for ids, one, longest in parts])
        return found[order.argsort()].chunk(2)

    def forward(self, input_ids, attention_mask):
        return SimpleNamespace(logits=compare(*self.both(input_ids, attention_mask), self.log_scale, self.threshold))


class AmongCandidates(nn.Module):
    """Two towers, asked which of a batch's second tickets each first ticket is most like: logits (B, B), scale · cosine."""

    def __init__(self, two_towers):
        super().__init__()
        self.two_towers = two_towers

    def forward(self, input_ids, attention_mask):
        a, b = self.two_towers.both(input_ids, attention_mask)  # (B, D) each
        return SimpleNamespace(logits=self.two_towers.log_scale.exp() * a @ b.T)


def logits_of(model, tokenizer, ids, size=32):
    """Logits (N, 2), float32, on the CPU, of two towers for N pairs of token ids; each distinct ticket is encoded once."""
    def tickets(row):
        cut = row.index(model.separator) + 1
        return tuple(row[:cut]), (row[0], *row[cut:])

    pairs = [tickets(row) for row in ids]
    distinct = sorted({ticket for pair in pairs for ticket in pair}, key=len)
    vectors = []
    model.eval()
    with torch.no_grad(), autocast(model.device.type):
        for at in progress(range(0, len(distinct), size), "answers", stays=False):
            inputs = pad(tokenizer, [list(ticket) for ticket in distinct[at:at + size]])
            vectors.append(model.vectors(**{name: tensor.to(model.device) for name, tensor in inputs.items()}))
        place, vectors = {ticket: i for i, ticket in enumerate(distinct)}, torch.cat(vectors)
        a, b = (vectors[[place[pair[side]] for pair in pairs]] for side in (0, 1))  # (N, D) each
        return compare(a, b, model.log_scale, model.threshold).float().cpu()


@contextmanager
def each_ticket_once(model):
    """As long as this lasts, two towers keep the vector of each ticket that they only answer to, and encode no ticket twice.

    It is for a teacher, whose weights nobody changes meanwhile. In train mode, where a gradient flows, and for other models nothing
    is kept.
    """
    if not is_two_towers(model):
        yield
        return
    encode, kept = model.vectors, {}

    def vectors(input_ids, attention_mask):  # (N, T) twice -> (N, D)
        if model.training or torch.is_grad_enabled():
            return encode(input_ids, attention_mask)
        tickets = [tuple(ids[:length]) for ids, length in zip(input_ids.tolist(), attention_mask.sum(dim=1).tolist(), strict=True)]
        new = [i for i, ticket in enumerate(tickets) if ticket not in kept]
        if new:
            kept.update(zip((tickets[i] for i in new), encode(input_ids[new], attention_mask[new]), strict=True))
        return torch.stack([kept[ticket] for ticket in tickets])

    model.vectors = vectors
    try:
        yield
    finally:
        del model.vectors


def is_two_towers(model):
    return isinstance(model, TwoTowers)
