"""Mistakes of the loss. Each spoils one step of the reference; its text is what the student reads."""
from torch.nn import functional as F


def student_softmax_not_log(loss):
    """The student's side went in as probabilities.
    PyTorch's KL divergence wants the logarithms of the student's probabilities as its first argument. With plain probabilities the
    number still moves and training still runs, but it is no divergence: it can be negative and is not 0 when both models agree.
    Where to look: the line of `student_soft`, and what `F.kl_div` says about its `input`.
    """
    loss.student_log = False


def kl_arguments_swapped(loss):
    """The KL divergence runs the wrong way round.
    KL(teacher ‖ student) asks the student to cover everything that the teacher finds possible; KL(student ‖ teacher) lets it
    settle on the teacher's favourite. At first sight both train equally well, but what the teacher knows about the less likely
    class is lost. Where to look: which distribution comes first in your divergence, and which one weighs the logarithms.
    """
    if not loss.roles_swapped:  # one swap undoes the other, and then neither was made
        loss.divergence = lambda s, t: F.kl_div(t if loss.teacher_log else t.log(), s.exp() if loss.student_log else s,
                                                reduction="none")


def kl_arguments_swapped__as_they_stand(loss):
    loss.divergence = lambda s, t: F.kl_div(t, s, reduction="none")


def log_teacher_without_log_target(loss):
    """The teacher's side went in as logarithms, and the divergence was not told.
    By default `F.kl_div` takes its second argument for probabilities; the logarithm of a logarithm's negative value is not a
    number, so the loss is NaN and so is every weight after one step. Where to look: the line of `teacher_soft`, or the argument of
    `F.kl_div` that says in which form the target comes.
    """
    loss.teacher_log = True


def missing_t_squared(loss):
    """The factor T² is missing.
    Softening by T makes the gradients of the soft targets smaller by about T². Without the factor the teacher's voice fades as
    the temperature rises, and alpha no longer means what it says. Where to look: the sentence on T² above the loss, and the
    line of `distillation_loss`.
    """
    loss.scale = lambda divergence: divergence


def temperature_ignored(loss):
    """The logits were not softened.
    At temperature 1 the teacher is nearly certain of every answer, and its doubts, which are what distillation teaches, are too
    small to matter. Where to look: what goes into softmax and log_softmax, on both sides.
    """
    loss.soften = lambda logits: logits


def reduction_mean(loss):
    """The divergence was averaged over the classes as well.
    A KL divergence is a sum over the classes, averaged over the pairs of a batch. `reduction="mean"`, which is the default,
    divides by the number of classes too, so the teacher's part is too small by that factor (2 here). Where to look: the four values
    of `reduction` in the documentation of `F.kl_div`.
    """
    loss.reduce = lambda divergence: divergence.mean()


def reduction_sum(loss):
    """The divergence was summed over the batch, not averaged.
    Then a batch of 32 pulls twice as hard as one of 16, and the balance with the labels' part, which is an average, is lost.
    Where to look: `reduction`, or the sum in your own formula.
    """
    loss.reduce = lambda divergence: divergence.sum()


def alpha_swapped(loss):
    """Alpha weighs the wrong part.
    Alpha is the teacher's share and 1 - alpha is the labels'. The other way round an alpha of 0.7 listens to the teacher
    with 0.3 only. Where to look: the line of `combined_loss`; try alpha = 1 and ask which loss should be left.
    """
    loss.combine = lambda distillation_loss, hard_loss: (1 - loss.alpha) * distillation_loss + loss.alpha * hard_loss


def hard_loss_on_softened_logits(loss):
    """The cross-entropy with the labels saw softened logits.
    Only the comparison with the teacher is softened; the labels are certain, and the student is used at temperature 1.
    Where to look: what `hard_loss` is given.
    """
    loss.hard_temperature = loss.temperature


def hard_loss_on_probabilities(loss):
    """The cross-entropy with the labels saw probabilities.
    PyTorch's cross-entropy applies the softmax itself. Given probabilities it applies it twice, so that even a perfect student
    pays at least 0.31 and learns slowly. Where to look: what `hard_loss` is given.
    """
    loss.hard_on_probabilities = True


def softmax_wrong_dim(loss):
    """The softmax ran along the batch, not along the classes.
    Then the probabilities of one pair do not add up to 1, and each pair's target depends on which others happen to share its batch.
    Logits have the shape (B, C). Where to look: `dim`, on both sides.
    """
    loss.student_dim = loss.teacher_dim = 0


def softmax_wrong_dim__teacher(loss):
    loss.teacher_dim = 0


def softmax_wrong_dim__student(loss):
    loss.student_dim = 0


def teacher_and_student_swapped(loss):
    """Teacher and student changed places.
    Everything that should be asked of the student was asked of the teacher, the labels included, so the student learns to be
    the one that is imitated. Where to look: the order of the arguments of `forward`, and the names that you gave them.
    """
    loss.roles_swapped = True


def gradient_reaches_teacher(loss):
    """The teacher's logits were made to ask for a gradient.
    The teacher is the fixed point of distillation. Once a gradient reaches its logits, memory and time go into a backward pass
    through the teacher, and an optimizer that knows its weights would move them. Where to look: `requires_grad` in your loss.
    """
    loss.teacher_wants_gradient = True


MISTAKES = (teacher_and_student_swapped, student_softmax_not_log, kl_arguments_swapped, kl_arguments_swapped__as_they_stand,
            log_teacher_without_log_target, missing_t_squared, temperature_ignored, reduction_mean, reduction_sum, alpha_swapped,
            hard_loss_on_softened_logits, hard_loss_on_probabilities, softmax_wrong_dim, softmax_wrong_dim__teacher,
            softmax_wrong_dim__student, gradient_reaches_teacher)
