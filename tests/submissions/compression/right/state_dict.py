# every number that is saved with the model
stored = {name: sum(tensor.numel() for tensor in model.state_dict().values())
          for name, model in (("teacher", teacher_model), ("student", student_model))}
param_reduction = (1 - stored["student"] / stored["teacher"]) * 100
