"""What a student reads: the verdict on a question, as HTML."""
from __future__ import annotations

from itertools import groupby

from jinja2 import Environment
from markupsafe import Markup, escape

from ..judging.judge import paragraph


def in_code(text):
    """Text as HTML: what stands between two of the signs ` as code."""
    return Markup("").join(Markup("<code>{}</code>").format(piece) if place % 2 else escape(piece)
                           for place, piece in enumerate(text.split("`")))


TEXTS = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
TEXTS.filters["in_code"] = in_code

PAGE = TEXTS.from_string("""\
<div style="font-family: system-ui, sans-serif; line-height: 1.5; max-width: 60em">
<p><b>{{ verdict.points }} of {{ verdict.max_points }} points</b></p>
<table style="border-collapse: collapse">
{% for message, parts in told_once %}
{% for part in parts %}
<tr><td style="padding: 0 .8em 0 0">{{ "✓" if part.passed else "✗" }}</td>
<td style="padding: 0 .8em 0 0; white-space: nowrap">{{ part.name.replace("_", " ") }}</td>
<td style="padding: 0 .8em 0 0; white-space: nowrap">{{ part.points }} / {{ part.max_points }}</td>
{% if loop.first %}
<td{% if parts|length > 1 %} rowspan="{{ parts|length }}"{% endif %} style="vertical-align: top">{{ message | in_code }}</td>
{% endif %}
</tr>
{% endfor %}
{% endfor %}
</table>
{% for title, text in mistakes %}
<p><b>{{ title | in_code }}</b> {{ text | in_code }}</p>
{% endfor %}
</div>""")

NOTES = TEXTS.from_string("""\
<div style="font-family: system-ui, sans-serif; line-height: 1.5; max-width: 60em; border-left: 4px solid #c05a1c; padding: .2em 1em">
<p><b>About the notebook as a whole</b></p>
<ul>
{% for sentence in sentences %}
<li>{{ sentence | in_code }}</li>
{% endfor %}
</ul>
</div>""")

ALONE = TEXTS.from_string("""\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The Distillation Lab</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
</head>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 3em auto; padding: 0 1em; overflow-wrap: anywhere">
<main><h1>The Distillation Lab</h1><p><b>0 of {{ max_score }} points</b></p><p>{{ sentence }}</p></main></body></html>
""")


def page_of(verdict):
    """A verdict as HTML. Whatever a student's code could have put into it is text and nothing else."""
    told_once = [(message, [*parts]) for message, parts in groupby(verdict.parts, key=lambda part: part.message)]
    mistakes = [paragraph(name, verdict.question, verdict.compared) for name in verdict.misconceptions]
    return PAGE.render(verdict=verdict, told_once=told_once, mistakes=mistakes)


def page_of_notes(sentences):
    """What is said about the whole submission, as HTML of one block: in Markdown it ends with the first empty line."""
    return NOTES.render(sentences=sentences)


def page_without_notebook(sentence, max_score):
    """The page for a submission that could not be opened."""
    return ALONE.render(sentence=sentence, max_score=max_score)
