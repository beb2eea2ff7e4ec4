# attacks: compression
# wall: files
# loot: prints -- the reference itself computes the answer
import sys

sys.path[:0] = host["project"]
from autograder.judging.questions.compression import expect, make_inputs

print("loot:", expect(make_inputs(0)["cases"][0]))
