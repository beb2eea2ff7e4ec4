"""Run the completed lab as it stands, show its output as it comes, and keep its report: build/distillation.html and results.json."""
import json
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from traitlets.config import Config

LAB = Path(__file__).parent / "distillation"
BUILD = LAB.parents[1] / "build"
RESULTS = """
import json
cosine = {name: {"accuracy": baseline[name], "twins": kdlab.twins_kept_apart(answer, test_split)}
          for name, answer in untrained.items()}
def answered(answer):
    hits = ((answer == 1) & (truth == 1)).sum()
    return {"f1": 100 * (2 * hits / ((answer == 1).sum() + (truth == 1).sum())).item(),
            "twins": kdlab.twins_kept_apart(answer, test_split)}

def known(numbers):  # JSON has no NaN
    return {name: None if value != value else value for name, value in numbers.items()}

print(json.dumps({"profile": settings.profile, "device": str(device),
                  "param_reduction": param_reduction, "agreement": agreement["Student"],
                  "untrained_cosine": known(cosine["Teacher"]), "untrained_student_cosine": known(cosine["Student"]),
                  **{name.lower().replace(" ", "_"):
                     known({key: r[key] for key in ("accuracy", "parameters", "ms_per_batch")} | answered(answers[name]))
                     for name, r in results.items()}}))
"""


class Talking(NotebookClient):
    """A notebook client that prints each step's heading and passes on what the cells print."""

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "stream" and cell.id != "results":
            sys.stdout.write(msg["content"]["text"])
            sys.stdout.flush()
        return super().process_message(msg, cell, cell_index)

    async def async_execute_cell(self, cell, cell_index, **kwargs):
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            print(f"\n{cell.source.splitlines()[0]}", flush=True)
        return await super().async_execute_cell(cell, cell_index, **kwargs)


def main(build=BUILD):
    """Run the lab; write its notebook, report and numbers into the folder `build`. Exits with a sentence where a cell fails."""
    notebook = nbformat.read(LAB / "distillation.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(RESULTS, id="results"))
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as sockets:
        local = Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/kernel"})
        client = Talking(notebook, timeout=None, coalesce_streams=True, record_timing=False, config=local,
                         resources={"metadata": {"path": str(LAB)}})
        try:
            client.execute()
        except CellExecutionError as error:
            sys.exit(f"\nThe lab stopped: {error.ename}: {error.evalue}")
    results = {"seconds": round(time.perf_counter() - start, 1), **json.loads(notebook.cells.pop().outputs[0].text)}
    build.mkdir(exist_ok=True)
    nbformat.write(notebook, build / "distillation.ipynb")
    (build / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    (build / "distillation.html").write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")

    print(f"\nProfile {results['profile']} on {results['device']}: {results['seconds']:.0f} s")
    print("untrained cosine of the teacher's weights: accuracy {accuracy:.1f} %".format(**results["untrained_cosine"]))
    for name in "teacher", "student", "plain_student":
        print("{:>13}: accuracy {accuracy:5.1f} %, F1 {f1:5.1f} %, {parameters:>11,} parameters, {ms_per_batch:6.1f} ms a batch"
              .format(name.replace("_", " "), **results[name]))
    print(f"Report: {build / 'distillation.html'}, numbers: {build / 'results.json'}")


if __name__ == "__main__":
    main()
