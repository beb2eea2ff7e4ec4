"""What is said once about a whole submission: sentences for the student's page, and whether a person has to look."""
from __future__ import annotations

LONGEST = 60  # characters of a cell's first line


class Notes:
    """Sentences in the order in which they came, each once. They speak to nobody: students and instructors read them."""

    def __init__(self):
        self.sentences, self.needs_person = [], False

    def add(self, sentence, needs_person=False):
        self.needs_person |= needs_person
        sentence = " ".join(sentence.split())
        if sentence not in self.sentences:
            self.sentences.append(sentence)

    def stopped(self, cell, error, imported, given, missing):
        """An error took names: did the cell's other imports run even so, were the set-up's names given, or could they not be?"""
        said = [f"{the_cell(cell)} {unquoted(error)}."]
        if imported:
            said.append("Its other imports ran all the same.")
        if missing:
            said.append("The lab's own set-up could not run in its place.")
        elif given:
            said.append("The lab's own set-up ran in its place: the names that it gives were there for every question.")
        self.add(" ".join(said), needs_person=True)

    def ended(self, cell, deed, tried):
        """The kernel ended while a cell ran, or while the answer in it was tried."""
        when = " when its answer was tried" if tried else ""
        then = "The other questions were asked in a new kernel" if tried else "The others ran without it"
        self.add(f"{the_cell(cell)} {deed}{when}. {then}.")

    def asked_to_end(self, cell):
        self.add(f"{the_cell(cell)} asks the kernel to end. That was passed over, so nothing is lost by it.")


def the_cell(cell):
    line = unquoted(next((line.strip() for line in cell.source.splitlines() if line.strip()), ""))
    return f"The cell that begins with `{line[:LONGEST]}{' …' if len(line) > LONGEST else ''}`"


def unquoted(text):
    """Without the sign that stands around code here."""
    return text.replace("`", "'")
