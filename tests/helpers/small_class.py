"""A class of three for a strange machine: `python small_class.py FOLDER`. One is right, one is blank, one takes too much memory."""
import sys
from pathlib import Path

import nbformat

from lab import graded_cells, lean, notebook

BOMB = "blocks = [b'x' * (1 << 26) for _ in range(48)]"


def write(folder):
    nb = lean(notebook())
    nbformat.write(nb, folder / "right.ipynb")
    graded_cells(nb)["compression"].source += f"\n{BOMB}"
    nbformat.write(nb, folder / "bomb.ipynb")
    nbformat.write(notebook("notebooks"), folder / "blank.ipynb")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
