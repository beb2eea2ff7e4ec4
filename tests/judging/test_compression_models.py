"""The models that param_reduction is asked for: do they look like the lab's wherever an answer could look?"""
import pytest
import torch
from torch import nn
from transformers import BertConfig, BertModel

from autograder.judging.questions.compression import EMBEDDINGS, bert, expect, make_inputs, sizes
from kdlab.towers import TwoTowers

MODELS = [(f"{who} {i}", case[who]) for i, case in enumerate(make_inputs(3)["cases"]) for who in case]
each_model = pytest.mark.parametrize("sent", [sent for _, sent in MODELS], ids=[name for name, _ in MODELS])


@each_model
def test_the_judge_counts_what_the_model_holds(sent):
    """All of it, the frozen part, and what is left without embeddings, as transformers counts them?"""
    model, counted = bert(**sent), sizes(sent)
    frozen = sum(size for name, size in counted.items() if name in sent["frozen"])
    embeddings = sum(counted[name] for name in EMBEDDINGS if "LayerNorm" not in name)
    assert sum(p.numel() for p in model.parameters()) == model.num_parameters() == sum(counted.values())
    assert sum(p.numel() for p in model.parameters() if not p.requires_grad) == frozen
    assert model.num_parameters(only_trainable=True) == sum(counted.values()) - frozen
    assert model.num_parameters(exclude_embeddings=True) == sum(counted.values()) - embeddings
    assert model.get_input_embeddings().weight.numel() == counted["word_embeddings"]
    assert sum("embeddings" in name for name, _ in model.named_parameters()) == 5
    assert model.config.num_hidden_layers == sent["num_hidden_layers"] and model.device == torch.device("cpu")


@each_model
def test_two_towers_have_the_parts_of_the_labs(sent):
    """The same names, shapes, buffers and attributes as kdlab's two towers on the same encoder?"""
    if not sent["towers"]:
        pytest.skip("a cross-encoder is transformers' own")
    ours = bert(**sent)
    labs = TwoTowers(BertModel(BertConfig(**ours.config.to_dict()), add_pooling_layer=False), separator=3)
    for of in (nn.Module.named_parameters, nn.Module.named_buffers, lambda model: model.state_dict().items()):
        assert [(name, value.shape, value.dtype) for name, value in of(ours)] == [(n, v.shape, v.dtype) for n, v in of(labs)]
    assert [name for name in vars(labs) if not hasattr(ours, name)] == []
    assert type(ours).__name__ == type(labs).__name__ and ours.base_model is ours.encoder


def test_each_kind_is_asked_plain_and_with_frozen_layers():
    """Cross-encoders and two towers, nothing frozen and something frozen in both models, and never the same answer twice?"""
    for seed in range(20):
        cases = make_inputs(seed)["cases"]
        assert [case["teacher"]["towers"] for case in cases] == [False, True, True, False]
        assert [{bool(model["frozen"]) for model in case.values()} for case in cases] == [{False}, {False}, {True}, {True}]
        assert len({round(expect(case)) for case in cases}) > 1
        assert all(50 < expect(case) < 95 for case in cases)  # so that six digits are enough, and four
    assert make_inputs(1) == make_inputs(1) != make_inputs(2)
