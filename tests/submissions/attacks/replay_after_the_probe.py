# attacks: compression
# wall: judge
# loot: replay -- the probe's own answer is cleared away, and another put in its place
from IPython.display import clear_output

publish = get_ipython().display_pub.publish


def after(result):
    if "run_probe" in result.info.raw_cell:
        clear_output()
        publish({"application/x-distillation-lab-answer": host["answers"]["compression"]})


get_ipython().events.register("post_run_cell", after)
