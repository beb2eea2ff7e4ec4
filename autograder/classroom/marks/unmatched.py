"""Who is not in the files for import, and why: for the report and as a table."""
from __future__ import annotations

from jinja2 import Environment

from ...submission.handed_in import shown

SECTION = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<section aria-labelledby="not-imported">
<h2 id="not-imported">Not in the file for import</h2>
<p>Their marks and pages are here, but the platform would not know whose they are. Enter them by hand.</p>
<table>
<thead><tr><th scope="col">student</th><th scope="col">why</th></tr></thead>
<tbody>
{% for student, reason in unmatched.items() %}
<tr><th scope="row"><bdi>{{ shown(student) }}</bdi></th><td>{{ reason }}</td></tr>
{% endfor %}
</tbody>
</table>
</section>
""")


def section(unmatched):
    """The part of the report on {student_id: why no mark of theirs is in the file for import}, as HTML; nothing for nobody."""
    return SECTION.render(unmatched=unmatched, shown=shown) if unmatched else ""
