# misconceptions: share_kept
def size_ratio(student, teacher):
    return 100.0 * kdlab.count_parameters(student) / kdlab.count_parameters(teacher)


param_reduction = size_ratio(student_model, teacher_model)
print(f"the student has {param_reduction:.1f}% of the teacher's parameters")
