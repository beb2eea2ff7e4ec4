# attacks: distillation_loss
# wall: output
# loot: big 25 -- 30 MB of HTML, for the feedback page to show
get_ipython().display_pub.publish({"text/html": "<table>" + "<tr><td>x</td></tr>" * 1_600_000, "text/plain": "a table"})
