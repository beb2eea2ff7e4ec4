"""A download as the grader understands it: who handed what in."""
from autograder.classroom.downloads.understand import understood
from autograder.submission.handed_in import Unusable
from platforms import as_folder


def graded(download):
    """{student_id: the bytes that are graded, or the sentence that says why none are}"""
    found = {student_id: handed_in.data() for student_id, handed_in in download.students.items()}
    return {student_id: data.sentence if isinstance(data, Unusable) else data for student_id, data in found.items()}


def understood_as(files, place, layout=None):
    """The Download of {path: bytes} as a folder."""
    return understood(as_folder(files, place), layout)
