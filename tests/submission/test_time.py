"""How long a page takes that is made from long or strange text: a fuzzer with a fixed seed that looks for time, not for exceptions."""
import random
import time

import pytest

from autograder.submission.highlight import MAX_HIGHLIGHTED, highlighted
from autograder.submission.inert import MAX_MARKUP, clean, markdown2html
from lab import notebook

CODE = """' " \''' f' { } ( ) [ ] \\ # @ = % %% ! !! ? ?? $ . .. : -> 0x 1_ 1e é a _ a.b b' \\N{ %a?""".split()
CODE += [" ", "\n", "\n ", "\n   \n", "\t", "\r", "\x0b", "\u2028", "\n%", "\n!", "def ", "class ", "import ", "lambda "]
MARKDOWN = r"""[ ![ ]( ]: ][ [[ ]] * **a _a_ ` `` ~~ ~~~ ```python > - 1. | |a| |-|-| a|b -|- < <a <!-- <? <![CDATA[ </a> & &# \ $ $$
    $x^2$ \( \[ \begin{a} \end{b} \begin{a}\end{b} [^1] [^1]: [a]: http://a == ^ ~ # === --- *** <div> <pre> : { } _{ ^{ \frac a " '
    (( ))""".split()
MARKDOWN += ["\n", "\n\n", " ", "    ", "\t", "a\n: b\n", "- [ ] a\n", "|a|b|\n", "|-|-|\n", "> ", "1. a\n"]
HTML = """<b> <p> <table> <a> <div> </p> </b> <i> <td> <tr> <select> <svg> <math> <font> <!-- &amp; <li> <ul> x <h1> <button>
    </div> <form> <mi> <span style='color:red'> </a> <dd> <template> </table> <caption> <style> <title> <code> </i> <mrow> </ul>
    <mtext> <details>""".split()


def lesson(kind):
    return "\n\n".join(cell.source for cell in notebook().cells if cell.cell_type == kind)


KINDS = {"code": (highlighted, MAX_HIGHLIGHTED, CODE, lesson("code")),
         "markdown": (markdown2html, MAX_MARKUP[0], MARKDOWN, lesson("markdown")),
         "html": (clean, MAX_MARKUP[1], HTML, "<table>" + "<tr><td style='color: red'>0.25</td><td>text</td></tr>\n" * 5_000)}
WORST = {"code": ["\n ", "\n   \n", "%%a\n ", "(" * 9 + "\n", "f'{"],
         "html": ["<ul>", "<h1><dd>", "<b><p>", "<table><td>", "<a><div>"],
         "markdown": ["```python\n" + "\n " * 400, "|-|-|\n", "[", "![a](", "> ", "- ", "\\begin{a}", "~~a", "a*b", "$x^2_3$ ", "<ul>",
                      "[a]: b\n", "[a][", "$$\\frac{a}{b}$$\n", "\\begin{a}\\end{b}"]}


def strange(kind, dice, size):
    """Something over and over, between other things: what patterns and parsers are slow at has this form."""
    def some(most):
        return "".join(dice.choice(KINDS[kind][2]) for _ in range(dice.randrange(most + 1)))

    unit = some(3) or "a"
    return (some(2) + unit * (size // len(unit)))[:size - 20] + some(1)


def cost(work, text):
    """Processor seconds, of which a busy machine takes none."""
    best = float("inf")
    for _ in range(2):
        getattr(work, "cache_clear", bool)()
        began = time.process_time()
        work(text)
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.slow
@pytest.mark.parametrize("kind, times", (("code", 40), ("markdown", 80), ("html", 250)))
def test_no_text_takes_long(kind, times):
    """The worst that is known, and thirty things thrown together, as long as is still parsed: so many times what honest text takes?"""
    work, size, _, honest = KINDS[kind]
    dice, usual = random.Random(1), cost(work, (honest * (size // len(honest) + 1))[:size])
    texts = [(unit * (size // len(unit) + 1))[:size] for unit in WORST[kind]] + [strange(kind, dice, size) for _ in range(30)]
    slow = {text[:60]: round(taken / usual) for text in texts if (taken := cost(work, text)) > times * usual}
    assert not slow


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_longer_is_shown_as_typed(kind):
    """Twice as long takes twice as long, and not a part of it is lost?"""
    work, size, atoms, _ = KINDS[kind]
    for unit in WORST[kind]:
        short, long = (unit * (times * size // len(unit)) for times in (20, 40))
        assert cost(work, long) < 8 * cost(work, short)
        assert work(long).count("&lt;") == long.count("<") and work(long).startswith(("<pre>", '<div class="highlight"><pre>'))
