# attacks: loss_curves
# wall: judge
# loot: stock -- mime bundles of numbers, lists and null: valid JSON, no notebook, no page
publish = get_ipython().display_pub.publish
publish({"text/html": {"a": [1]}}, metadata={"text/html": 3})
publish({"text/plain": None, "image/png": 7, "image/svg+xml": [["<svg>"]], "": {}}, metadata={"isolated": [None]})
