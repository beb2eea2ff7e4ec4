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
    line of `distillation_loss`; the factor belongs to the value that you return and to the one in the sum.
    """
    loss.scale = loss.scale_in_the_sum = 1.0


def missing_t_squared__but_in_the_sum(loss):
    loss.scale = 1.0


def missing_t_squared__in_the_sum_alone(loss):
    loss.scale_in_the_sum = 1.0


def temperature_ignored(loss):
    """The logits were not softened.
    At temperature 1 the teacher is nearly certain of every answer, and its doubts, which are what distillation teaches, are too
    small to matter. Where to look: what goes into softmax and log_softmax, on both sides.
    """
    loss.student_temperature = loss.teacher_temperature = 1.0


def teacher_not_softened(loss):
    """Only the student was softened.
    A softened student that is compared with an unsoftened teacher has to be far too sure to match it: at T = 3 its logits must grow
    to three times the teacher's. The teacher's doubts, which are what distillation teaches, are hardly seen. Where to look: what
    goes into the softmax of `teacher_soft`.
    """
    loss.teacher_temperature = 1.0


def student_not_softened(loss):
    """Only the teacher was softened.
    A student that copies a softened teacher at temperature 1 learns to be as unsure as the softened teacher is, and will be so
    when it is used. Both sides are softened alike while they are compared, then neither is. Where to look: what goes into the
    softmax of `student_soft`.
    """
    loss.student_temperature = 1.0


def soft_cross_entropy(loss):
    """The distillation loss is the cross-entropy with the teacher, not the KL divergence.
    The cross-entropy is larger by the entropy of the teacher's own answer. No weight of the student changes that, so the gradient
    is the same and training goes equally well; but the value is not 0 when both models agree, and its curve does not show how far
    the student still is from the teacher. Where to look: KL is the sum of p · (log p − log q), with p the teacher's probabilities;
    which of the two logarithms is missing in yours?
    """
    loss.divergence = lambda s, t: -s * t


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


def labels_part_not_weighted(loss):
    """The labels' part is added without its weight.
    The two weights are alpha and 1 - alpha, so that they add up to 1. With the labels' part at full weight, alpha = 1 is not the
    teacher alone, and a higher alpha makes the whole loss larger. Where to look: the line of `combined_loss`.
    """
    loss.combine = lambda distillation_loss, hard_loss: loss.alpha * distillation_loss + hard_loss


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


def parts_in_another_order(loss):
    """The three losses came back in another order.
    The training loop unpacks them as combined_loss, distillation_loss, hard_loss. In another order it writes one curve under
    the name of another, or even trains on a single part. Where to look: the `return` of `forward`.
    """
    loss.order = (0, 2, 1)


def parts_in_another_order__soft_sum_hard(loss):
    loss.order = (1, 0, 2)


def parts_in_another_order__hard_sum_soft(loss):
    loss.order = (2, 0, 1)


def parts_in_another_order__soft_hard_sum(loss):
    loss.order = (1, 2, 0)


def parts_in_another_order__hard_soft_sum(loss):
    loss.order = (2, 1, 0)


MISTAKES = (teacher_and_student_swapped, student_softmax_not_log, kl_arguments_swapped, kl_arguments_swapped__as_they_stand,
            log_teacher_without_log_target, missing_t_squared, missing_t_squared__but_in_the_sum,
            missing_t_squared__in_the_sum_alone, temperature_ignored, teacher_not_softened, student_not_softened,
            soft_cross_entropy, reduction_mean, reduction_sum, alpha_swapped, labels_part_not_weighted,
            hard_loss_on_softened_logits, hard_loss_on_probabilities, softmax_wrong_dim, softmax_wrong_dim__teacher,
            softmax_wrong_dim__student, gradient_reaches_teacher, parts_in_another_order, parts_in_another_order__soft_sum_hard,
            parts_in_another_order__hard_sum_soft, parts_in_another_order__soft_hard_sum, parts_in_another_order__hard_soft_sum)
