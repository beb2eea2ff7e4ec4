# misconceptions: unrecognised
def DistillationLoss(student_logits, teacher_logits, labels, temperature=3.0, alpha=0.7):
    teacher_soft = F.softmax(teacher_logits / temperature, dim=1)
    student_soft = F.log_softmax(student_logits / temperature, dim=1)
    distillation_loss = F.kl_div(student_soft, teacher_soft, reduction="batchmean") * temperature**2
    hard_loss = F.cross_entropy(student_logits, labels)
    combined_loss = alpha * distillation_loss + (1 - alpha) * hard_loss
    return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss
