# attacks: compression
# wall: judge
# loot: stock -- alive, but its door is closed: no question comes in
get_ipython().kernel.shell_stream.on_recv(None)
