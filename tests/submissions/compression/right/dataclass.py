from dataclasses import dataclass, field


@dataclass
class Size:
    model: nn.Module = field(repr=False)

    @property
    def parameters(self):
        return sum(p.data.nelement() for p in self.model.parameters())

    def saves_against(self, other):
        return (other.parameters - self.parameters) / other.parameters


param_reduction = Size(student_model).saves_against(Size(teacher_model)) * 1e2
