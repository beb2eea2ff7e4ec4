def reduction(student: nn.Module, teacher: nn.Module) -> float:
    """Per cent of the teacher's parameters that the student does without."""
    def size(model: nn.Module) -> int:
        return sum(p.numel() for p in model.parameters())

    return 100.0 * (1.0 - size(student) / size(teacher))


param_reduction: float = reduction(student_model, teacher_model)
