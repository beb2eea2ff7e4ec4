"""What a student reads: the verdict on a question, as HTML."""
from __future__ import annotations

from jinja2 import Environment

from ..judging.judge import paragraph

PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<div style="font-family: sans-serif; line-height: 1.5; max-width: 60em">
<p><b>{{ verdict.points }} of {{ verdict.max_points }} points</b></p>
<table style="border-collapse: collapse">
{% for part in verdict.parts %}
<tr><td style="padding: 0 .8em 0 0">{{ "✓" if part.passed else "✗" }}</td>
<td style="padding: 0 .8em 0 0">{{ part.name.replace("_", " ") }}</td>
<td style="padding: 0 .8em 0 0; white-space: nowrap">{{ part.points }} / {{ part.max_points }}</td><td>{{ part.message }}</td></tr>
{% endfor %}
</table>
{% for title, text in mistakes %}
<p><b>{{ title }}</b> {{ text }}</p>
{% endfor %}
</div>""")

ALONE = Environment(autoescape=True).from_string("""\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The Distillation Lab</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
</head>
<body style="font-family: sans-serif; max-width: 40em; margin: 3em auto; padding: 0 1em; line-height: 1.5">
<h1>The Distillation Lab</h1><p><b>0 of {{ max_score }} points</b></p><p>{{ sentence }}</p></body></html>
""")


def page_of(verdict):
    """A verdict as HTML. Whatever a student's code could have put into it is text and nothing else."""
    return PAGE.render(verdict=verdict, mistakes=[paragraph(name) for name in verdict.misconceptions])


def page_without_notebook(sentence, max_score):
    """The page for a submission that could not be opened."""
    return ALONE.render(sentence=sentence, max_score=max_score)
