# attacks: compression
# wall: processes
# loot: survivor -- IPython's own magic for scripts in the background
get_ipython().run_cell_magic("script", "--bg --no-raise-error bash", f"trap '' TERM HUP INT\nexec setsid sleep {host['nap']}")
