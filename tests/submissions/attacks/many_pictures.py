# attacks: loss_curves
# wall: output
# loot: big 25 -- 300 pictures of 100 kB
publish = get_ipython().display_pub.publish
for _ in range(300):
    publish({"image/png": "iVBORw0KGgo" + "A" * 100_000, "text/plain": "<Figure size 640x480 with 1 Axes>"})
