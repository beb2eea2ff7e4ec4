"""Mistakes of the training loop."""
from .accuracy import mean_of_batch_accuracies


def teacher_in_train_mode(loop):
    """The teacher was in train mode.
    Its dropout is then at work, so it gives another answer each time it is asked, and the student is taught noise. Models with batch
    normalisation would even change. Where to look: the mode of `teacher_model`, before the first epoch.
    """
    loop.teacher_trains = True


def teacher_updated(loop):
    """The teacher's weights changed during the training.
    The teacher is what the student is measured against; if it moves towards the student, the two may agree on something that
    neither learned from the data. Where to look: which parameters an optimizer holds, and what else writes into `teacher_model`.
    """
    loop.teacher_moves = True


def student_in_eval_mode(loop):
    """The student was trained in eval mode.
    Its dropout was off, so nothing kept it from learning the training pairs by heart. Where to look: the mode of `student_model`
    at the start of each epoch, and whether anything changes it afterwards.
    """
    loop.student_trains = False


def missing_zero_grad(loop):
    """Old gradients were not cleared before each step.
    PyTorch adds every backward pass to the gradients that are there. Without clearing them at every batch, each step also repeats
    earlier batches and the steps grow. Where to look: the lines around `backward()`, and in which loop they stand.
    """
    loop.zero_grad_every = None


def missing_zero_grad__once_an_epoch(loop):
    loop.zero_grad_every = "epoch"


def missing_zero_grad__behind_a_scaler(loop):
    loop.zero_grad_every = "scaler's step"


def missing_optimizer_step(loop):
    """The student's weights never moved.
    `backward()` computes the gradients and changes nothing; one more call makes use of them. A loss that stays level is the sign.
    Where to look: the lines after `backward()`, and whether each is really called.
    """
    loop.optimizer_steps = False


def teacher_logits_from_student(loop):
    """The student was its own teacher.
    The logits that stand for the teacher's came from the student, so there was nothing to imitate and the distillation loss told
    nothing about the teacher. Where to look: which model is called for `teacher_logits`.
    """
    loop.teacher_is_student = True


def criterion_arguments_swapped(loop):
    """The criterion was given the teacher's logits as the student's.
    Its first argument is the student's logits, its second the teacher's. Swapped, the labels correct the teacher, whom nobody
    trains. Where to look: the order of the arguments where `criterion` is called.
    """
    loop.arguments_swapped = True


def gradient_reaches_teacher(loop):
    """A gradient ran through the teacher.
    Nobody uses it, but it costs the memory and time of a second backward pass, and it waits in the teacher's weights for the
    first optimizer that knows them. Where to look: the context in which `teacher_model` is called.
    """
    loop.teacher_gradient = True


def teacher_without_mask(loop):
    """The teacher was asked without its attention mask.
    Short pairs are filled up with padding to the length of the longest. Without the mask the teacher reads the padding as words, and
    what it says about a pair depends on which pairs share its batch. Where to look: the inputs of `teacher_model`.
    """
    loop.teacher_masked = False


def student_without_mask(loop):
    """The student was asked without its attention mask.
    Short pairs are filled up with padding to the length of the longest. Without the mask the student reads the padding as words, and
    learns from it. Where to look: the inputs of `student_model`.
    """
    loop.student_masked = False


def teacher_logits_by_batch_number(loop):
    """The teacher's logits were kept by batch number, and given to other pairs later.
    The loader shuffles in each epoch: the first batch of one epoch holds other pairs than the first batch of the next, so the
    student is taught answers to other pairs. Where to look: what finds the kept logits again; only the pair itself can be the key.
    """
    loop.teacher_by_number = True


def weights_clipped(loop):
    """The gradients were clipped before the weights moved.
    Clipping makes every long step shorter, so the weights take another path than the one that the optimizer and its learning rate
    were chosen for. It is made for trainings that run away; the loop that was asked for leaves the gradients as they are. Where to
    look: the lines between `backward()` and `step()`.
    """
    loop.clipped = "norm"


def weights_clipped__number_by_number(loop):
    loop.clipped = "numbers"


def history_accuracy_is_a_fraction(loop):
    """The history's accuracy is a fraction, not per cent.
    The curves and the comparison show per cent, and 0.8 beside 80 misleads their reader. Where to look: the line that puts the
    accuracy into the history.
    """
    loop.accuracy_scale = 0.01


TRAINING = (teacher_in_train_mode, teacher_updated, student_in_eval_mode, missing_zero_grad, missing_zero_grad__once_an_epoch,
            missing_zero_grad__behind_a_scaler, missing_optimizer_step, teacher_logits_from_student, criterion_arguments_swapped,
            gradient_reaches_teacher, teacher_without_mask, student_without_mask, teacher_logits_by_batch_number, weights_clipped,
            weights_clipped__number_by_number)
HISTORY = (history_accuracy_is_a_fraction, mean_of_batch_accuracies)
MISTAKES = TRAINING + HISTORY
