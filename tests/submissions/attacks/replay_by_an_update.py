# attacks: compression
# wall: judge
# loot: replay -- the answer is a display with an id, and displays can be updated
publisher, publish = get_ipython().display_pub, get_ipython().display_pub.publish


def replay(data, *args, **kwargs):
    publish(data, transient={"display_id": "answer"})
    if "application/x-distillation-lab-answer" in data:
        publish({"application/x-distillation-lab-answer": host["answers"]["compression"]}, transient={"display_id": "answer"}, update=True)


publisher.publish = replay
