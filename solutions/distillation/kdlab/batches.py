"""From pairs of tickets to batches: token ids, padded to the longest pair of each batch."""
from __future__ import annotations

from functools import lru_cache

import torch
from torch.utils.data import DataLoader, Dataset

from .data import columns_of


def encode(tokenizer, pairs, max_length):
    """Tokenise pairs in BERT's form for two texts, `[CLS] text1 [SEP] text2 [SEP]`: a list of lists of token ids."""
    columns = columns_of(pairs)
    return _ids(tokenizer, tuple(columns["text1"]), tuple(columns["text2"]), max_length)


@lru_cache(maxsize=8)  # the same pairs are put to one model after the other
def _ids(tokenizer, first, second, max_length):
    return tokenizer(list(first), list(second), truncation=True, max_length=max_length)["input_ids"]


def pad(tokenizer, ids):
    """A model's inputs for a batch of lists of token ids: input_ids and attention_mask (B, T), T the longest list."""
    padded = tokenizer.pad({"input_ids": ids}, return_tensors="pt")
    return {"input_ids": padded["input_ids"], "attention_mask": padded["attention_mask"]}


class Tokenised(Dataset):
    """Pairs for a DataLoader: (token ids, label) of each, what shuffles them, and what makes a batch of some."""

    def __init__(self, tokenizer, pairs, max_length):
        columns = columns_of(pairs)
        self.tokenizer, self.ids, self.labels = tokenizer, encode(tokenizer, columns, max_length), list(columns["label"])

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, i):
        return self.ids[i], self.labels[i]

    def like_lengths(self, batch_size):
        """A sampler that shuffles by torch's global seed and puts pairs of like length into one batch, so that little is padding."""
        from transformers.trainer_pt_utils import LengthGroupedSampler

        return LengthGroupedSampler(batch_size, lengths=[len(ids) for ids in self.ids])

    def collate(self, pairs):
        """`(input_ids (B, T), attention_mask (B, T), labels (B,))`, padded to the longest of these pairs only."""
        ids, labels = zip(*pairs, strict=True)
        inputs = pad(self.tokenizer, list(ids))
        return inputs["input_ids"], inputs["attention_mask"], torch.tensor(labels)


def make_loader(tokenizer, pairs, settings, shuffle=True):
    """Batches as `Tokenised` makes them, of pairs of like length in shuffled order, or in the order of `pairs`."""
    data = Tokenised(tokenizer, pairs, settings.max_length)
    return DataLoader(data, settings.batch_size, sampler=data.like_lengths(settings.batch_size) if shuffle else None,
                      collate_fn=data.collate)
