"""In which precision the lab computes."""
from __future__ import annotations

import torch


def autocast(device_type):
    """bfloat16 where the processor has instructions for it; weights and gradients stay float32."""
    fast = torch.cuda.is_bf16_supported() if device_type == "cuda" else torch.cpu.get_capabilities().get("avx512_bf16", False)
    return torch.autocast(device_type, torch.bfloat16, enabled=fast)
