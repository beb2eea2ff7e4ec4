from torch.nn.utils import parameters_to_vector

with torch.no_grad():
    teacher_params = len(parameters_to_vector(teacher_model.parameters()))
    student_params = len(parameters_to_vector(student_model.parameters()))
reduction = (teacher_params - student_params) / teacher_params
param_reduction = reduction * 100
