# attacks: loss_curves
# wall: output
# loot: big 25 -- 220 pictures of noise, each of 100 kB
import base64
import io

import numpy as np
from PIL import Image

picture = io.BytesIO()
Image.fromarray(np.random.randint(0, 256, (180, 180, 3), dtype=np.uint8)).save(picture, "png")
for _ in range(220):
    get_ipython().display_pub.publish({"image/png": base64.b64encode(picture.getvalue()).decode(), "text/plain": "a picture"})
