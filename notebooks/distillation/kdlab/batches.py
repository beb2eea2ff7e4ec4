"""From pairs of tickets to batches: token ids, padded to the longest pair of each batch."""
from __future__ import annotations

import torch
from torch.utils.data import DataLoader


def encode(tokenizer, pairs, max_length):
    """Tokenise pairs as BERT was trained on them, `[CLS] text1 [SEP] text2 [SEP]`: a list of lists of token ids."""
    return tokenizer(list(pairs["text1"]), list(pairs["text2"]), truncation=True, max_length=max_length)["input_ids"]


def pad(tokenizer, ids):
    """A model's inputs for a batch of lists of token ids: input_ids and attention_mask (B, T), T the longest list."""
    padded = tokenizer.pad({"input_ids": ids}, return_tensors="pt")
    return {"input_ids": padded["input_ids"], "attention_mask": padded["attention_mask"]}


def make_loader(tokenizer, pairs, settings, shuffle=True):
    """Batches `(input_ids (B, T), attention_mask (B, T), labels (B,))`, each padded to its own longest pair only.

    Shuffled batches hold pairs of like length and follow torch's global seed; unshuffled ones keep the order of `pairs`.
    """
    from transformers.trainer_pt_utils import LengthGroupedSampler

    ids, labels = encode(tokenizer, pairs, settings.max_length), list(pairs["label"])

    def collate(batch):
        inputs = pad(tokenizer, [ids[i] for i in batch])
        return inputs["input_ids"], inputs["attention_mask"], torch.tensor([labels[i] for i in batch])

    sampler = LengthGroupedSampler(settings.batch_size, lengths=[len(i) for i in ids]) if shuffle else None
    return DataLoader(range(len(ids)), batch_size=settings.batch_size, sampler=sampler, collate_fn=collate)
