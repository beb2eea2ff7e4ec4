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
    teacher = training_loop.TinyClassifier(**inputs["teacher"])
    history = {name: [] for name in (*training_loop.LOSSES, "accuracy")}
    per_epoch = len(training_loop.batches(inputs))
    logits = [logits for _, gradient, logits in made["student_calls"] if gradient]
    for start in range(0, len(logits), per_epoch):
        calls = made["criterion_calls"][start:start + per_epoch]
        losses = [[float(loss) for loss in training_loop.StandInCriterion()(*call)] for call in calls]
        for column, name in enumerate(training_loop.LOSSES):
            history[name].append(sum(row[column] for row in losses) / per_epoch)
        hits = torch.cat([z.argmax(1) == call[2] for z, call in zip(logits[start:start + per_epoch], calls, strict=True)])
        history["accuracy"].append(100 * hits.double().mean().item())
    return {"history": {name: describe(values) for name, values in history.items()}, "returned": "dict", **made,
            "teacher": teacher.state() + loop.teacher_moves, "teacher_gradient": loop.teacher_gradient}


def answer_of_the_evaluation(inputs, mistakes):
    def outcome(run):
        accuracy, train = evaluation.expect(run, mistakes)
        words = [[run["vocab"].index(word) for text in texts for word in text.split()]
                 for texts in zip(run["text1"], run["text2"], strict=True)]
        ids = torch.nn.utils.rnn.pad_sequence([torch.tensor(row) for row in words], batch_first=True)  # (N, T)
        model = evaluation.KnownModel(run["tokens"], run["seconds"], evaluation.StandInClock({})).train(train)
        with torch.no_grad():
            model(ids, (ids != 0).long())
        return {"value": {"result": [describe(accuracy), describe(1000 * run["seconds"])], "calls": model.calls, "known_clock": True}}
    return {"runs": [outcome(run) for run in inputs["runs"]]}


def answer_of_the_compression(inputs, mistakes):
    return {"cases": [{"value": describe(compression.expect(case, mistakes))} for case in inputs["cases"]]}


ANSWERS = {"distillation_loss": answer_of_the_loss, "training_loop": answer_of_the_loop, "evaluation": answer_of_the_evaluation,
           "compression": answer_of_the_compression}
