# attacks: loss_curves
# wall: judge
# loot: stock -- one id for two thousand displays, each of which updates all before it
kernel = get_ipython().kernel
content = {"data": {"text/plain": "x"}, "metadata": {}, "transient": {"display_id": "everybody"}}
for kind in ["display_data"] * 2_000 + ["update_display_data"] * 1_000:
    kernel.session.send(kernel.iopub_socket, kind, content, kernel.get_parent("shell"))
