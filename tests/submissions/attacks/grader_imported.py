# attacks: compression
# wall: files
# loot: prints -- the reference itself computes the answer
import sys

sys.path[:0] = host["project"]
from autograder.judging.questions.compression import expect

print("loot:", expect({who: {"learned": [3], "frozen": [2], "buffer": 1} for who in ("teacher", "student")}))
