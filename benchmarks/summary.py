"""From runs to the committed table: means with 95 % intervals over seeds and requests, differences with a verdict, targets.

    python benchmarks/summary.py      (a minute; makes experiment.json again from experiment_runs.jsonl, prints the README's tables)
"""
import json
from pathlib import Path

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score

import measures
from kdlab.baseline import best_threshold
from recipes import LAB, last, read_pairs

HERE = Path(__file__).parent
RUNS, LATENCY, RESULT = HERE / "experiment_runs.jsonl", HERE / "latency.json", LAB / "kdlab" / "experiment.json"
COSINE = "untrained cosine"
PLAIN = {"distilled": "plain", "improved": "improved, plain", "smallest": "smallest, plain"}  # a recipe and its twin without a teacher
DIFFERENCES = [("teacher", COSINE), ("distilled", "plain"), ("distilled", COSINE), ("improved", "improved, plain"),
               ("improved", COSINE), ("improved", "distilled"), ("improved", "teacher"), ("smallest", "smallest, plain"),
               ("smallest", COSINE), ("improved, int8", "improved"), ("smallest, int8", "smallest"),
               ("cross-encoder", "teacher"), ("distilled", "labelled pairs only"), ("distilled", "distilled, others' doubt"),
               *((f"{recipe}, {guide}", twin) for recipe, twin in PLAIN.items() for guide in ("shuffled", "random head")),
               *((recipe, f"{recipe}, hard") for recipe in PLAIN)]
TARGETS = {"distilled": (97.5, 2.0), "improved": (99.0, 2.0), "smallest": (97.0, 4.0)}  # kept of the teacher's accuracy, times as fast
SWEEPS = {"temperature": {"1": "temperature 1", "3": "distilled", "10": "temperature 10"},
          "alpha": {"0.3": "alpha 0.3", "0.7": "distilled", "1": "alpha 1"}}
SHOWN = ("cross-encoder", "teacher", COSINE, "untrained cosine, three layers", "distilled", "plain", "improved", "improved, plain",
         "smallest", "smallest, plain")
FORMS = {"teacher": "teacher", "distilled": "three layers", "improved": "three layers", "improved, int8": "three layers, ONNX int8",
         "smallest": "two narrow layers", "smallest, int8": "two narrow layers, ONNX int8"}


def read_runs(path):
    """{(data, arm, seed): line}; nothing where there is no such file yet."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {(line["data"], line["arm"], line["seed"]): line for line in map(json.loads, lines)}


def decide(m, validation, pairs):
    """Margins `m` (S, N), their zero put where `validation` margins (S, N) divide `pairs` best."""
    best = np.array([best_threshold(torch.from_numpy(v), pairs.duplicate) for v in validation])  # (S,)
    return m - best[:, None] + 1e-9


def mean_and_interval(values, drawn):
    """[mean, low, high]; the draws are centred on the mean, since resampled pairs fill the bins less evenly and inflate an ECE."""
    return [round(float(x), 3) for x in (values.mean(), *measures.interval(drawn - drawn.mean() + values.mean()))]


def estimate(name, m, pairs, teacher=None):
    """[mean, low, high] of a measure of the margins `m` (S, N)."""
    return mean_and_interval(measures.measure(name, m, pairs, teacher), measures.draws(name, m, pairs, teacher))


class Answers:
    """What the models of some runs answered to the test pairs of one data set."""

    def __init__(self, runs, data, test, validation):
        self.runs, self.data = runs, data
        self.test, self.validation = measures.Pairs.of(test), measures.Pairs.of(validation)

    def seeds(self, *arms):
        """Those that all of these arms have, but for the cosines, which have none."""
        trained = [arm for arm in arms if not arm.startswith(COSINE)]
        return sorted(set.intersection(*({seed for d, a, seed in self.runs if (d, a) == (self.data, arm)} for arm in trained)))

    def of(self, arm, seeds, split="test", chosen_on="validation", chosen_by=None):
        """Margins (S, N) of an arm, their zero where it divides the validation pairs best, or the pairs `chosen_by` of `chosen_on`."""
        runs = [self.runs[self.data, arm, 0 if arm.startswith(COSINE) else seed] for seed in seeds]
        m, validation = (np.array([run["margins"][name] for run in runs]) / 100 for name in (split, chosen_on))
        return decide(m, validation, chosen_by or self.validation)

    def row(self, arm):
        """A line of the table: every measure as [mean, low, high], as trained and with the temperature fitted on validation pairs."""
        seeds = self.seeds(arm, "teacher")
        m, teacher, validation = self.of(arm, seeds), self.of("teacher", seeds), self.of(arm, seeds, "validation")
        temperatures = np.array([measures.fit_temperature(v, self.validation.duplicate) for v in validation])
        found = {"seeds": len(seeds), "temperature": round(float(temperatures.mean()), 2)}
        for name in measures.MEASURES:
            if name != "twins" or self.test.twin.any():
                found[name] = estimate(name, m, self.test, teacher)
        if self.test.twin.any():
            found["twins_at_equal_found"] = estimate("twins", self.at_equal_found(arm, seeds), self.test)
        found["auc"] = round(float(np.mean([100 * roc_auc_score(self.test.duplicate, margin) for margin in m])), 1)
        for name in ("nll", "ece"):
            found[f"{name}_scaled"] = estimate(name, m / temperatures[:, None], self.test)
        return found | {"validation_accuracy": round(float(measures.measure("accuracy", validation, self.validation).mean()), 2)}

    def at_equal_found(self, arm, seeds):
        """Margins (S, N) of an arm, each seed's zero put where it finds as many of the duplicates as the untrained cosine does."""
        m, cosine = self.of(arm, seeds), self.of(COSINE, seeds)
        missed = 1 - (cosine[0] > 0)[self.test.duplicate].mean()
        return m - np.quantile(m[:, self.test.duplicate], missed, axis=1, method="lower", keepdims=True) + 1e-9

    def difference(self, a, b, name="accuracy", at_equal_found=False):
        """`name` of `a` minus that of `b` in points, on the seeds both have, and the decision rule's word for it."""
        seeds = self.seeds(a, b)
        first, second = (self.at_equal_found(arm, seeds) if at_equal_found else self.of(arm, seeds) for arm in (a, b))
        by_seed = measures.measure(name, first, self.test) - measures.measure(name, second, self.test)
        mean, low, high = mean_and_interval(by_seed, measures.draws(name, first, self.test) - measures.draws(name, second, self.test))
        return {"a": a, "b": b, "seeds": len(seeds), "points": [mean, low, high], "a_is": measures.verdict(low, high),
                "seeds_above_zero": int((by_seed > 0).sum())}

    def kept(self, arm):
        """Per cent of the teacher's mean accuracy that `arm` keeps, [value, low, high]."""
        seeds = self.seeds(arm, "teacher")
        student, teacher = self.of(arm, seeds), self.of("teacher", seeds)
        accuracy = [measures.measure("accuracy", m, self.test).mean() for m in (student, teacher)]
        ratio = measures.draws("accuracy", student, self.test) / measures.draws("accuracy", teacher, self.test)
        return [round(float(100 * x), 2) for x in (accuracy[0] / accuracy[1], *measures.interval(ratio))]


def tfidf(train_pairs, validation, test):
    """Accuracy and twins kept apart (%) by the cosine of word TF-IDF: weights from the training pairs, threshold from validation."""
    vectors = TfidfVectorizer().fit(train_pairs["text1"] + train_pairs["text2"])
    cosine = [np.asarray(vectors.transform(rows["text1"]).multiply(vectors.transform(rows["text2"])).sum(axis=1)).ravel()[None]
              for rows in (validation, test)]
    m, pairs = decide(cosine[1], cosine[0], measures.Pairs.of(validation)), measures.Pairs.of(test)
    return {name: round(float(measures.measure(name, m, pairs)[0]), 2) for name in ("accuracy", "twins")}


def sweep(answers, arms):
    """Accuracies {value: [mean, low, high]} of `arms`, {value: arm}, on the seeds that all of them have."""
    seeds = answers.seeds(*arms.values())
    return {value: estimate("accuracy", answers.of(arm, seeds), answers.test) for value, arm in arms.items()}


def square(answers):
    """Accuracy with and without general distillation of the start, and with and without distillation on pairs, on the seeds of all."""
    return sweep(answers, {"neither": "plain, as cut", "on pairs alone": "distilled, as cut", "general alone": "plain",
                           "both": "distilled"})


def at_sixteen(rows):
    """{form: row} of the latencies at batch 16."""
    return {r["form"]: r for r in rows if r["batch"] == 16}


def targets(keeps, rows):
    """{arm: {"kept" …: [value, goal, reached]}}"""
    found, speed = {}, at_sixteen(rows)
    for arm, goals in TARGETS.items():
        values = keeps[arm][0], speed[FORMS[arm]]["ratio"]
        found[arm] = {name: [value, goal, value >= goal]
                      for name, value, goal in zip(("kept", "times_as_fast"), values, goals, strict=True)}
    return found


def smaller(table, rows):
    """What each step from the teacher to the smallest student gives and takes; `ms` for a batch of 16 pairs, as they come."""
    speed = at_sixteen(rows)
    single = {r["form"]: r for r in rows if r["batch"] == 1}
    return {arm: {"accuracy": table[arm]["accuracy"], "twins": table[arm]["twins"], "ms": speed[form]["ms_median"],
                  "megabytes": speed[form]["megabytes"], "times_as_fast": speed[form]["ratio"],
                  "times_as_fast_single": single[form]["ratio"]}
            for arm, form in FORMS.items()}


def bill(rows, comparisons=1_000_000, candidates=100):
    """Hours for a million comparisons: a cross-encoder reads each pair, two towers encode each new ticket once."""
    ms = {form: row["ms_median"] / 16 for form, row in at_sixteen(rows).items()}  # a pair
    hours = {"cross-encoder": comparisons * ms["cross-encoder"] / 3.6e6}
    hours |= {arm: comparisons / candidates * ms[form] / 2 / 3.6e6 for arm, form in FORMS.items()}  # half a pair is a ticket
    return {name: {"hours": round(h, 5), "times_cheaper": round(hours["cross-encoder"] / h, 1)} for name, h in hours.items()}


def summarise(runs, latency_rows):
    """Everything that experiment.json says about the runs."""
    splits = {name: read_pairs(LAB / "tickets", name) for name in ("train", "validation", "test")}
    answers = Answers(runs, "tickets", splits["test"], splits["validation"])
    arms = list(dict.fromkeys(arm for data, arm, _ in runs if data == "tickets"))
    table = {arm: answers.row(arm) for arm in arms}
    keeps = {arm: answers.kept(arm) for arm in arms if arm != "teacher"}
    return {"tickets": table, "kept_percent": keeps, "differences": [answers.difference(a, b) for a, b in DIFFERENCES],
            "twins": [answers.difference(a, b, "twins") for a, b in DIFFERENCES],
            "found": answers.difference("teacher", COSINE, "found"),
            "twins_at_equal_found": [answers.difference(a, b, "twins", at_equal_found=True) for a, b in DIFFERENCES[:9]],
            "square": square(answers),
            "sweeps": {name: sweep(answers, arms) for name, arms in SWEEPS.items()},
            "tfidf": tfidf(*splits.values()), "targets": targets(keeps, latency_rows), "smaller": smaller(table, latency_rows),
            "bill": bill(latency_rows)}


def mrpc(runs, folder):
    """The same table on MRPC's validation pairs, what its models make of tickets; as committed if no folder has its labels."""
    if not folder:
        committed = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
        return {name: value for name, value in committed.items() if name.startswith("mrpc")}
    train = read_pairs(folder, "train")
    answers = Answers(runs, "mrpc", read_pairs(folder, "validation"), last(train, 400))
    tickets, chosen_by = (measures.Pairs.of(read_pairs(LAB / "tickets", split)) for split in ("test", "validation"))
    arms = (COSINE, "teacher", "plain", "distilled")

    def on_tickets(arm, **threshold):
        return estimate("accuracy", answers.of(arm, answers.seeds("teacher"), "tickets", **threshold), tickets)
    return {"mrpc": {arm: answers.row(arm) for arm in arms}, "mrpc_difference": answers.difference("distilled", "plain"),
            "mrpc_always_duplicate": round(100 * float(answers.test.duplicate.mean()), 2),
            "mrpc_models_on_tickets": {arm: {"threshold from news": on_tickets(arm), "threshold from tickets": on_tickets(
                arm, chosen_on="tickets, validation", chosen_by=chosen_by)} for arm in arms}}


def write(about):
    """Make experiment.json from the committed runs and times; `about` holds what these do not say."""
    rows = json.loads(LATENCY.read_text(encoding="utf-8"))["rows"]
    RESULT.write_text(json.dumps(about | summarise(read_runs(RUNS), rows), indent=1) + "\n", encoding="utf-8")


def readme(found):
    """What the README says of the numbers: parts of its first sentence, then lines of its tables."""
    def percent(mean, low, high):
        return f"{mean:.1f} % ({low:.1f} to {high:.1f})"

    for d in found["differences"][:3]:
        yield "{:+.1f} points (95 % interval {:+.1f} to {:+.1f})".format(*d["points"])
    for arm in ("distilled", "improved", "smallest"):
        kept, form = found["kept_percent"][arm][0], found["smaller"][arm]
        yield f"{kept:.1f} % of the teacher's accuracy at {form['times_as_fast']:.1f} times its speed"
    for arm in SHOWN:
        r, kept = found["tickets"][arm], found["kept_percent"].get(arm)
        form = found["smaller"].get(arm)
        calibration = f"{r['nll_scaled'][0]:.2f} | {r['ece_scaled'][0]:.1f}"
        speed = f"{form['megabytes']:.0f} | {form['times_as_fast']:.1f}" if form else "|"
        yield (f"| {arm} | {percent(*r['accuracy'])} | {r['auc']:.1f} | {r['found'][0]:.1f} % | {r['twins'][0]:.1f} % "
               f"| {r['twins_at_equal_found'][0]:.1f} % | {f'{kept[0]:.1f} %' if kept else ''} | {calibration} | {speed} |")
    for d in found["differences"]:
        (mean, low, high), above = d["points"], f"{d['seeds_above_zero']} of {d['seeds']}"
        yield f"| {d['a']} − {d['b']} | {mean:+.1f} ({low:+.1f} to {high:+.1f}) | {above} | {d['a_is']} |"
    for d in found["twins_at_equal_found"]:
        yield "| {} − {} | {:+.1f} ({:+.1f} to {:+.1f}) | {} |".format(d["a"], d["b"], *d["points"], d["a_is"])
    yield "| {neither} | {on pairs alone} | {general alone} | {both} |".format(
        **{name: f"{mean:.1f} %" for name, (mean, *_) in found["square"].items()})
    for name, row in found["bill"].items():
        yield f"| {name} | {row['hours']:.4f} | {row['times_cheaper']:.0f} |"
    for arm, r in found["mrpc"].items():
        yield f"| {arm} | {percent(*r['accuracy'])} | {percent(*r['f1'])} | " + " | ".join(
            percent(*accuracy) for accuracy in found["mrpc_models_on_tickets"][arm].values()) + " |"


if __name__ == "__main__":
    write({"about": json.loads(RESULT.read_text(encoding="utf-8"))["about"]} | mrpc(read_runs(RUNS), None))
    print("\n".join(readme(json.loads(RESULT.read_text(encoding="utf-8")))))
