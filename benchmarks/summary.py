"""From runs to the committed table: means with 95 % intervals over seeds and pairs, differences with a verdict, targets.

    python benchmarks/summary.py      (a minute; makes experiment.json again from experiment_runs.jsonl, prints the README's tables)
"""
import json
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

import measures
from recipes import LAB, read_pairs

HERE = Path(__file__).parent
RUNS, LATENCY, RESULT = HERE / "experiment_runs.jsonl", HERE / "latency.json", LAB / "kdlab" / "experiment.json"
DIFFERENCES = [("distilled", "plain"), ("improved", "improved, plain"), ("improved", "plain"), ("improved", "distilled"),
               ("improved, plain", "plain"), ("improved", "teacher"), ("improved, int8", "improved"), ("label smoothing", "plain"),
               ("distilled", "label smoothing"), ("shuffled teacher", "plain"), ("random-head teacher", "plain"),
               *((f"improved, {less}", "improved") for less in ("labelled pairs only", "every other layer", "one order",
                                                                "as many steps as plain"))]
TARGETS = {"teacher": (85.0, None, None), "improved": (None, 98.0, 2.0), "improved, int8": (None, 96.0, 4.0)}
SWEEPS = {"temperature": {"1": "temperature 1", "2": "temperature 2", "3": "distilled", "5": "temperature 5", "10": "temperature 10"},
          "alpha": {"0": "plain", "0.3": "alpha 0.3", "0.5": "alpha 0.5", "0.7": "distilled", "0.9": "alpha 0.9", "1": "alpha 1"}}
FORMS = {"teacher": "teacher", "improved": "student", "improved, int8": "student, ONNX int8"}


def read_runs(path):
    """{(data, arm, seed): line}; nothing where there is no such file yet."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {(line["data"], line["arm"], line["seed"]): line for line in map(json.loads, lines)}


def stack(runs, data, arm, split, seeds):
    return np.array([runs[data, arm, seed]["margins"][split] for seed in seeds]) / 100  # (S, N)


def seeds_of(runs, data, *arms):
    return sorted(set.intersection(*({seed for d, a, seed in runs if (d, a) == (data, arm)} for arm in arms)))


def mean_and_interval(values, drawn):
    """[mean, low, high]; the draws are centred on the mean, since resampled pairs fill the bins less evenly and inflate an ECE."""
    return [round(float(x), 3) for x in (values.mean(), *measures.interval(drawn - drawn.mean() + values.mean()))]


def estimate(name, m, labels, teacher=None):
    """[mean, low, high] of a measure of the margins `m` (S, N)."""
    return mean_and_interval(measures.measure(name, m, labels, teacher), measures.draws(name, m, labels, teacher))


def row(runs, data, arm, labels, validation_labels):
    """One line of the table: every measure as [mean, low, high], as trained and with the temperature fitted on validation pairs."""
    seeds = seeds_of(runs, data, arm, "teacher")
    m, teacher = (stack(runs, data, name, "test", seeds) for name in (arm, "teacher"))
    temperatures = np.array([measures.fit_temperature(v, validation_labels) for v in stack(runs, data, arm, "validation", seeds)])
    scaled = m / temperatures[:, None]
    found = {"seeds": len(seeds), "temperature": round(float(temperatures.mean()), 2),
             "seed_sd": round(float(measures.measure("accuracy", m, labels).std(ddof=1)), 2)}
    for name in measures.MEASURES:
        found[name] = estimate(name, m, labels, teacher)
    for name in ("nll", "ece"):
        found[f"{name}_scaled"] = estimate(name, scaled, labels)
    validation = measures.measure("accuracy", stack(runs, data, arm, "validation", seeds), validation_labels)
    return found | {"validation_accuracy": round(float(validation.mean()), 2)}


def difference(runs, data, a, b, labels):
    """Accuracy of `a` minus accuracy of `b` in points, on the seeds both have, and the decision rule's word for it."""
    seeds = seeds_of(runs, data, a, b)
    first, second = (stack(runs, data, arm, "test", seeds) for arm in (a, b))
    by_seed = measures.measure("accuracy", first, labels) - measures.measure("accuracy", second, labels)
    drawn = measures.draws("accuracy", first, labels) - measures.draws("accuracy", second, labels)
    mean, low, high = mean_and_interval(by_seed, drawn)
    return {"a": a, "b": b, "seeds": len(seeds), "points": [mean, low, high], "a_is": measures.verdict(low, high),
            "seeds_above_zero": int((by_seed > 0).sum())}


def kept(runs, arm, labels):
    """Per cent of the teacher's mean accuracy that `arm` keeps, [value, low, high]."""
    seeds = seeds_of(runs, "tickets", arm, "teacher")
    student, teacher = (stack(runs, "tickets", name, "test", seeds) for name in (arm, "teacher"))
    accuracy = [measures.measure("accuracy", m, labels).mean() for m in (student, teacher)]
    ratio = measures.draws("accuracy", student, labels) / measures.draws("accuracy", teacher, labels)
    return [round(float(100 * x), 2) for x in (accuracy[0] / accuracy[1], *measures.interval(ratio))]


def tfidf(train_pairs, test):
    """Accuracy of the best threshold on the cosine of word TF-IDF; weights and threshold from the training pairs."""
    vectors = TfidfVectorizer().fit(train_pairs["text1"] + train_pairs["text2"])
    cosine = [np.asarray(vectors.transform(p["text1"]).multiply(vectors.transform(p["text2"])).sum(axis=1)).ravel()
              for p in (train_pairs, test)]
    labels = [np.asarray(p["label"], bool) for p in (train_pairs, test)]
    best = max(np.unique(cosine[0]), key=lambda threshold: ((cosine[0] >= threshold) == labels[0]).mean())
    return round(float(100 * ((cosine[1] >= best) == labels[1]).mean()), 2)


def sweep(runs, arms, labels):
    """Accuracies {value: [mean, low, high]} of `arms`, {value: arm}, on the seeds that all of them have."""
    seeds = seeds_of(runs, "tickets", *arms.values())
    return {value: estimate("accuracy", stack(runs, "tickets", arm, "test", seeds), labels) for value, arm in arms.items()}


def at_sixteen(rows):
    """{form: row} of the latencies at batch 16, on the pairs as they come."""
    return {r["form"]: r for r in rows if (r["pairs"], r["batch"]) == ("as they come", 16)}


def targets(table, keeps, rows):
    """The goals of rule 4, {arm: {"accuracy" …: [value, goal, reached]}}."""
    found, speed = {}, at_sixteen(rows)
    for arm, (accuracy, share, times) in TARGETS.items():
        values = [("accuracy", table[arm]["accuracy"][0], accuracy), ("kept", keeps.get(arm, [None])[0], share),
                  ("times_as_fast", speed[FORMS[arm]]["ratio"], times)]
        found[arm] = {name: [value, goal, value >= goal] for name, value, goal in values if goal}
    return found


def smaller(table, rows):
    """What each step from the teacher to the smallest student gives and takes; `ms` for a batch of 16 pairs, as they come."""
    speed = at_sixteen(rows)
    return {arm: {"accuracy": table[arm]["accuracy"], "ms": speed[form]["ms_median"], "megabytes": speed[form]["megabytes"],
                  "times_as_fast": speed[form]["ratio"], "hours_a_million_pairs": round(speed[form]["ms_median"] / 16 / 3.6, 3)}
            for arm, form in FORMS.items()}


def summarise(runs, latency_rows):
    """Everything that experiment.json says about the runs."""
    splits = {name: read_pairs(LAB / "tickets", name) for name in ("train", "validation", "test")}
    labels, validation = (np.asarray(splits[name]["label"], bool) for name in ("test", "validation"))
    arms = list(dict.fromkeys(arm for data, arm, _ in runs if data == "tickets"))
    table = {arm: row(runs, "tickets", arm, labels, validation) for arm in arms}
    keeps = {arm: kept(runs, arm, labels) for arm in ("plain", "distilled", "improved, plain", "improved", "improved, int8")}
    return {"tickets": table, "kept_percent": keeps,
            "differences": [difference(runs, "tickets", a, b, labels) for a, b in DIFFERENCES],
            "sweeps": {name: sweep(runs, arms, labels) for name, arms in SWEEPS.items()},
            "without_a_model": {"always duplicate": round(100 * float(labels.mean()), 2),
                                "tfidf": tfidf(splits["train"], splits["test"])},
            "targets": targets(table, keeps, latency_rows), "smaller": smaller(table, latency_rows)}


def mrpc(runs, folder):
    """The same table on MRPC's validation pairs, what its models make of tickets; as committed if no folder has its labels."""
    if not folder:
        committed = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
        return {name: value for name, value in committed.items() if name.startswith("mrpc")}
    labels, validation = (np.asarray(pairs, bool) for pairs in (read_pairs(folder, "validation")["label"],
                                                                read_pairs(folder, "train")["label"][-400:]))
    tickets = read_pairs(LAB / "tickets", "test")["label"]
    arms = ("teacher", "plain", "distilled")
    on_tickets = {arm: stack(runs, "mrpc", arm, "tickets", seeds_of(runs, "mrpc", arm)) for arm in arms}
    return {"mrpc": {arm: row(runs, "mrpc", arm, labels, validation) for arm in arms},
            "mrpc_difference": difference(runs, "mrpc", "distilled", "plain", labels),
            "mrpc_always_duplicate": round(100 * float(labels.mean()), 2),
            "mrpc_models_on_tickets": {arm: estimate("accuracy", m, tickets) for arm, m in on_tickets.items()}}


def write(about):
    """Make experiment.json from the committed runs and times; `about` holds what these do not say."""
    rows = json.loads(LATENCY.read_text(encoding="utf-8"))["rows"]
    RESULT.write_text(json.dumps(about | summarise(read_runs(RUNS), rows), indent=1) + "\n", encoding="utf-8")


def readme(found):
    """What the README says of the numbers: parts of its first sentence, then lines of its tables."""
    def percent(mean, low, high):
        return f"{mean:.1f} % ({low:.1f} to {high:.1f})"

    for d in found["differences"][:2]:
        yield "{:+.1f} points (95 % interval {:+.1f} to {:+.1f})".format(*d["points"])
    kept, times = found["kept_percent"]["improved"][0], found["smaller"]["improved"]["times_as_fast"]
    yield f"{kept:.1f} % of the teacher's accuracy at {times:.1f} times its speed"
    for arm in ("teacher", "improved", "improved, int8", "improved, plain", "distilled", "plain"):
        r, kept = found["tickets"][arm], found["kept_percent"].get(arm)
        form = found["smaller"].get(arm, found["smaller"]["improved"])  # all other students are of its shape
        calibration = f"{r['nll'][0]:.2f} / {r['nll_scaled'][0]:.2f} | {r['ece'][0]:.1f} / {r['ece_scaled'][0]:.1f}"
        yield (f"| {arm} | {percent(*r['accuracy'])} | {f'{kept[0]:.1f} %' if kept else ''} | {calibration} "
               f"| {form['megabytes']:.0f} | {form['times_as_fast']:.1f} |")
    for d in found["differences"]:
        (mean, low, high), above = d["points"], f"{d['seeds_above_zero']} of {d['seeds']}"
        yield f"| {d['a']} − {d['b']} | {mean:+.1f} ({low:+.1f} to {high:+.1f}) | {above} | {d['a_is']} |"
    hours = ", ".join(f"{r['hours_a_million_pairs']:.2f} hours ({arm})" for arm, r in found["smaller"].items())
    yield f"A million pairs take {hours}."
    for arm, r in found["mrpc"].items():
        yield f"| {arm} | {percent(*r['accuracy'])} | {percent(*r['f1'])} | {percent(*found['mrpc_models_on_tickets'][arm])} |"


if __name__ == "__main__":
    write({"about": json.loads(RESULT.read_text(encoding="utf-8"))["about"]} | mrpc(read_runs(RUNS), None))
    print("\n".join(readme(json.loads(RESULT.read_text(encoding="utf-8")))))
