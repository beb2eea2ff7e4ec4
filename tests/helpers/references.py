"""Answers as a probe would send them, made from the judge's own references with mistakes in them."""
import torch

from autograder.judging.probe_tools import describe
from autograder.judging.questions import compression, distillation_loss, evaluation, training_loop


def answer_of_the_loss(inputs, mistakes):
    def outcome(case):
        expected = distillation_loss.expect(case, mistakes)
        return {"value": {"losses": [describe(torch.tensor(loss)) for loss in expected["losses"]],
                          "gradient": {"value": expected["gradient"].float()},
                          "teacher_wants_gradient": expected["teacher_wants_gradient"]}}
    return {"cases": [outcome(case) for case in inputs["cases"]]}


def answer_of_the_loop(inputs, mistakes):
    loop, made = training_loop.Loop(mistakes), training_loop.expect(inputs, mistakes)
    plan, an_epoch = training_loop.plan_of(inputs), training_loop.batches_an_epoch(inputs)
    losses = [[float(loss) for loss in training_loop.StandInCriterion()(*call)] for call in made["criterion_calls"]]
    history = {name: [sum(row[column] for row in epoch) / an_epoch for epoch in training_loop.chunks(losses, an_epoch)]
               for column, name in enumerate(training_loop.LOSSES)}
    logits = [logits for _, gradient, *_, logits in made["student_calls"] if gradient]
    hits = [z.argmax(1) == inputs["labels"][rows] for z, rows in zip(logits, plan.batches, strict=True)]
    history["accuracy"] = loop.accuracies(training_loop.chunks(hits, an_epoch))
    teacher = training_loop.TinyClassifier(**inputs["teacher"])
    return {"history": {name: describe(values) for name, values in history.items()}, "returned": "dict", **made,
            "steps": list(zip(plan.rates, made["steps"], made["gradients"], strict=False)),
            "teacher": teacher.state() + loop.teacher_moves,
            "teacher_gradient": loop.teacher_gradient}


def answer_of_the_evaluation(inputs, mistakes):
    how = evaluation.Evaluation(mistakes)

    def outcome(run):
        ids = torch.nn.utils.rnn.pad_sequence([torch.tensor(words) for words in evaluation.words_of(run)], batch_first=True)  # (N, T)
        model = evaluation.KnownModel(run["tokens"], run["seconds"], evaluation.StandInClock({})).train(how.train)
        with torch.no_grad():
            for batch in ids.split(16):
                model(batch, (batch != 0).long())
        value = {"result": [describe(0.0), describe(0.0)], "calls": model.calls, "after": 0.0}
        notes = evaluation.Notes(run, value)
        return {"value": {**value, "result": [describe(notes.counted(how)), describe(notes.times(how)[0][0])]}}
    return {"runs": [outcome(run) for run in inputs["runs"]]}


def answer_of_the_compression(inputs, mistakes):
    return {"cases": [{"value": describe(compression.expect(case, mistakes))} for case in inputs["cases"]]}


ANSWERS = {"distillation_loss": answer_of_the_loss, "training_loop": answer_of_the_loop, "evaluation": answer_of_the_evaluation,
           "compression": answer_of_the_compression}
