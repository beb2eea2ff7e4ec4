"""One file a question, with its parts beside it (loop_…, evaluation_…, loss_…); its mistakes are in `misconceptions`.

A question is a module with
    DEFINES, POINTS        the name that its cell makes; the points of each part
    make_inputs(seed)      plain data and tensors, the same for the same seed
    SENT, probe            classes and a function whose source runs in the student's kernel; they hold no answer
    expect(…, mistakes)    the reference, each mistake having spoiled one of its steps
    parts(inputs, answer)  yields (name, passed, message) for each name in POINTS
    name_mistakes          the misconceptions that explain all that came back
    MISTAKES               the question's catalogue
"""
from . import compression, distillation_loss, evaluation, loss_curves, training_loop

QUESTIONS = {module.__name__.rpartition(".")[2]: module
             for module in (distillation_loss, training_loop, loss_curves, evaluation, compression)}
