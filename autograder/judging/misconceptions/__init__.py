"""The catalogue, one file a question. A misconception is one small function that spoils one step of the question's reference.

Its docstring is what the student reads: a title, why it matters, where to look. `name__variant` is another form of `name`.
"""
