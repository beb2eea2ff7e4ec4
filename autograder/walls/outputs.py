"""What a cell shows, as it is kept: each stream in one piece, nothing that no file could hold, nothing that no notebook may."""
from __future__ import annotations

import json

import nbformat

TOO_MUCH = "\n… more output was left out: a submission may show 5 MB in all, and 2,000 figures, tables and the like.\n"


def joined(outputs):
    """Each stream in one piece, of every line what a terminal would show after its last carriage return."""
    streams, others = {}, []  # streams: {name: (the output that stands for all of it, its pieces)}
    for output in outputs:
        name, text = output.get("name"), output.get("text")
        if output.output_type != "stream" or not isinstance(name, str) or not isinstance(text, str):
            others.append(output)
        elif name in streams:
            streams[name][1].append(text)
        else:
            streams[name] = output, [text]
            others.append(output)
    for output, pieces in streams.values():
        output.text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in "".join(pieces).split("\n"))
    return others


def too_much():
    return nbformat.v4.new_output("stream", name="stderr", text=TOO_MUCH)


def made_plain(output):
    """The same output, without half characters, which no file could hold."""
    text = json.dumps(output, ensure_ascii=False).encode("utf-8", "replace")
    output.update(nbformat.from_dict(json.loads(text)))
    return output


def is_valid(output):
    """Whether a notebook may hold this output. A whole notebook is looked at: for that, nbformat has the faster way."""
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "", "execution_count": None, "outputs": [output]}
    return nbformat.validator.isvalid({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})
