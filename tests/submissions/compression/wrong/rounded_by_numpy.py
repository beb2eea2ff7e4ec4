# misconceptions: rounded_too_early
sizes = np.array([sum(p.numel() for p in m.parameters()) for m in (student_model, teacher_model)])
param_reduction = np.round(100 * (sizes[1] - sizes[0]) / sizes[1], 2)
