from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

total_loss = [float(x) for x in history["total_loss"]]
distillation_loss = [float(x) for x in history["distillation_loss"]]
hard_loss = [float(x) for x in history["hard_loss"]]


def draw():
    figure = Figure(figsize=(9, 3))
    FigureCanvasAgg(figure)
    losses, accuracy = figure.subplots(1, 2)
    losses.errorbar(range(len(total_loss)), total_loss, yerr=0.01, label="total")
    losses.errorbar(range(len(total_loss)), distillation_loss, yerr=0.01, label="distillation")
    losses.errorbar(range(len(total_loss)), hard_loss, yerr=0.01, label="hard")
    losses.legend()
    accuracy.stem(history["accuracy"])
    return figure


picture = draw()
