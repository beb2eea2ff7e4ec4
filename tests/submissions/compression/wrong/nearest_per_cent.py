# misconceptions: rounded_too_early
teacher_params, student_params = (model.num_parameters() for model in (teacher_model, student_model))
param_reduction = round(100 * (teacher_params - student_params) / teacher_params)
