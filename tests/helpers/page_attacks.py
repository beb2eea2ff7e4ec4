"""What a hostile notebook puts on the pages that are made from it, and the honest things that must survive beside it."""
import base64
import io

import pandas as pd
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

from autograder.judging.judge import judge
from autograder.submission.feedback import page_of

EVIL = "http://evil.invalid"


def shown(data, **metadata):
    return new_code_cell("show()", outputs=[new_output("display_data", data, metadata=metadata)])


def in_html(html):
    return lambda js, url: shown({"text/html": html.replace("JS", js).replace("URL", url)})


def in_markdown(source):
    return lambda js, url: new_markdown_cell(source.replace("JS", js).replace("URL", url))


def svg(content):
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{content}</svg>'


def picture():
    figure = Figure(figsize=(3, 2))
    figure.subplots().plot([3, 1, 2])
    figure.savefig(file := io.BytesIO(), format="png")
    return base64.b64encode(file.getvalue()).decode()


def with_metadata(cell, **metadata):
    cell.metadata.update(metadata)
    return cell


# Each gets (JavaScript, URL) and gives a cell that would run the one or ask for the other.
ATTACKS = {
    "script": in_html("<script>JS</script>"),
    "onerror": in_html('<img src="data:," onerror="JS">'),
    "svg_onload": in_html('<svg onload="JS"></svg>'),
    "ontoggle": in_html('<details open ontoggle="JS">x</details>'),
    "autofocus": in_html('<input autofocus onfocus="JS">'),
    "srcdoc": in_html('<iframe srcdoc="<script>parent.JS</script>"></iframe>'),
    "nested_comment": in_html('<!--><img src="data:," onerror="JS">-->'),
    "namespace": in_html('<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=JS&gt;">'
                         '<img src="data:," onerror="JS">'),
    "math_to_html": in_html('<math><annotation-xml encoding="text/html"><img src="data:," onerror="JS"></annotation-xml></math>'),
    "broken_script": in_html('<scr<script>ipt>JS</script><svg><script>JS</script></svg>'),
    "image": in_html('<img src="URL">'),
    "srcset": in_html('<img srcset="URL">'),
    "style_url": in_html('<div style="height: 9px; background-image: url(URL)">x</div>'),
    "style_sheet": in_html("<style>@import 'URL';</style>"),
    "link": in_html('<link rel="stylesheet" href="URL">'),
    "object": in_html('<object data="URL"></object>'),
    "frame": in_html('<iframe src="URL"></iframe>'),
    "video": in_html('<video poster="URL" src="URL"></video>'),
    "refresh": in_html('<meta http-equiv="refresh" content="0; url=URL">'),
    "isolated": lambda js, url: shown({"text/html": f"<img src='{url}'>"}, **{"text/html": {"isolated": True}}),
    "javascript": lambda js, url: shown({"application/javascript": f"</script><script>{js}"}),
    "png_size": lambda js, url: shown({"image/png": picture()}, **{"image/png": {"width": f"9 onload={js}"}}),
    "jpeg_size": lambda js, url: shown({"image/jpeg": picture()}, height=f"9 onload={js}"),
    "png_from_elsewhere": lambda js, url: shown({"image/png": "x"}, filenames={"image/png": url}),
    "output_in_markdown": lambda js, url: shown({"text/markdown": f"<script>{js}</script>"}),
    "markdown_script": in_markdown("<script>JS</script>"),
    "markdown_image": in_markdown("![x](URL)"),
    "markdown_onerror": in_markdown('text <img src="data:," onerror="JS"> text'),
    "markdown_attribute": in_markdown('[a](<x" onmouseover="1>)\n\n<p id="[`">`](x)<img src="data:," onerror="JS">'),
    "mermaid": in_markdown('```mermaid\n<img src="data:," onerror="JS">\n```'),
}
# Needs a click: what a link leads to is looked at instead.
LINKS = [in_markdown(source)("alert(1)", EVIL) for source in (
    "[x](javascript:JS)", "[x](java&#115;cript:JS)", "<javascript:JS>", "[x][y]\n\n[y]: JaVaScRiPt:JS", "[x](data:text/html,x)",
    '<a href="files/javascript:JS">x</a>', '<a href="&#1;javascript:JS">x</a>', "[x](notes.html)", "[x](//evil.invalid)",
    '<a href="vbscript:JS">x</a>', '<svg><a xlink:href="javascript:JS"><text y="9">x</text></a></svg>', r"$\href{javascript:JS}{x}$",
    '<math><mi href="javascript:JS">x</mi></math>', '<math><mi xlink:href="javascript:JS">x</mi></math>')]
# Unusual, and inert by nbconvert's own doing: it must stay so.
OTHERS = [
    shown({"image/png": picture() + '" onload="alert(1)'}),
    with_metadata(new_raw_cell("<script>alert(1)</script>"), raw_mimetype="text/html"),
    new_markdown_cell("![x](data:, \"t' onerror=alert(1) '\")\n\n<a title='`'><img src='data:,' onerror='alert(1)'>`</a>"),
    shown({"image/svg+xml": svg(f"<script>alert(1)</script><image href='{EVIL}/svg'/>")}),
    shown({"text/latex": r"$\href{javascript:alert(1)}{x}\require{html}$"}),
    new_markdown_cell(r"$\href{javascript:alert(1)}{\text{x}}$"), new_markdown_cell(r"$\text{<img src='data:,' onerror='alert(1)'>}$"),
    new_markdown_cell("![$\\text{x\" onerror=alert(1) }$](data:, '$\\text{x\" onerror=alert(1) }$')"),
    shown({"application/vnd.jupyter.widget-view+json": {"model_id": "</script><script>alert(1)</script>"}}),
    shown({"application/x-<script>alert(1)</script>": "x"}), shown({"application/json": {"</script>": "<script>alert(1)</script>"}}),
    shown({"text/vnd.mermaid": "<script>alert(1)</script>"}),
    shown({"text/plain": "\x1b[31;<script>alert(1)</script>m<script>alert(1)</script>"}),
    new_code_cell("1/0", outputs=[new_output("error", ename="<script>alert(1)</script>", evalue="<img src=x onerror=alert(1)>",
                                             traceback=["\x1b[0;31m<script>alert(1)</script>\x1b[0m"])]),
    new_code_cell("print()", outputs=[new_output("stream", name="stdout", text="<script>alert(1)</script>\x1b[<script>")]),
    with_metadata(new_code_cell("%%html\n<script>alert(1)</script>"), tags=['"><script>alert(1)</script>'],
                  magics_language='"><script>alert(1)</script>'),
    new_markdown_cell("![pasted](attachment:nothing.png)"), new_markdown_cell("> " * 3000 + "[" * 3000),
    shown({"text/html": '<div class="nbgrader_cell"><input class="score" id="test_evaluation"><p id="test_evaluation">x</p></div>'}),
]


def honest():
    table = pd.DataFrame({"accuracy": [81.25, 79.5]})._repr_html_()
    verdict = page_of(judge("compression", {}, "A message of the judge's."))
    bar = new_output("stream", name="stderr", text="100%|██████████| 12/12 [00:01<00:00]\n")
    plot = new_output("display_data", {"image/png": picture(), "text/plain": "<Figure>"},
                      metadata={"image/png": {"width": 217, "height": 151}})
    drawing = new_output("display_data", {"image/svg+xml": svg('<rect width="9" height="9"/>')})
    return [new_code_cell("honest()", outputs=[plot, drawing, bar, new_output("display_data", {"text/html": table}),
                                               new_output("display_data", {"text/html": verdict})]),
            new_markdown_cell("An **honest** [link](https://example.org) and `code < tag>`")]


def attacking(name):
    return ATTACKS[name](f"alert('{name}')", f"{EVIL}/{name}")
