"""A second device without a card: its tensors lie in the processor's memory, but PyTorch sees them on `elsewhere`, and whatever mixes
them with others raises as it does on a GPU. Registered as PyTorch documents it for Python (torch.utils.backend_registration).
"""
import functools

import torch
from torch.utils._pytree import tree_leaves, tree_map
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

NAME = "elsewhere"
COPIES = {torch.ops.aten.copy_.default, torch.ops.aten._copy_from.default}  # the ways from one device to another
INDEXED = {torch.ops.aten.index.Tensor, torch.ops.aten.index_put_.default, torch.ops.aten.index_put.default}  # a GPU's, too, by ours


class Elsewhere(torch.Tensor):
    """A tensor on that device; `here` is what it stands for."""

    @staticmethod
    def __new__(cls, here):
        with torch.inference_mode(False):  # where PyTorch can make no subclass
            return torch.Tensor._make_wrapper_subclass(cls, here.size(), strides=here.stride(), dtype=here.dtype, device=f"{NAME}:0",
                                                       storage_offset=here.storage_offset())

    def __init__(self, here):
        self.here = here

    def tolist(self):  # which PyTorch has for no subclass
        return self.here.tolist()

    def __repr__(self):
        return f"{self.here!r} on {NAME}"

    @classmethod
    def __torch_dispatch__(cls, operation, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        tensors = [leaf for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, torch.Tensor)]
        strange = [tensor for tensor in tensors if not isinstance(tensor, Elsewhere) and tensor.dim()]
        if strange and operation not in COPIES and operation not in INDEXED:
            raise RuntimeError(f"Expected all tensors to be on the same device, but found at least two devices, {NAME} and cpu! "
                               f"({operation})")
        stays = all(leaf.type == NAME for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, torch.device))
        here, how = tree_map(lambda leaf: leaf.here if isinstance(leaf, Elsewhere) else
                             torch.device("cpu") if isinstance(leaf, torch.device) else leaf, (args, kwargs))
        made = operation(*here, **how)
        known = {id(tensor.here): tensor for tensor in tensors if isinstance(tensor, Elsewhere)}  # what is changed in place

        def out(value):
            if not stays or not isinstance(value, torch.Tensor):
                return value
            return known[id(value)] if id(value) in known else Elsewhere(value)

        return tree_map(out, made)


class Module:
    """What PyTorch asks a device's module for."""
    @staticmethod
    def is_available():
        return True

    @staticmethod
    def is_initialized():
        return True

    @staticmethod
    def _is_in_bad_fork():
        return False

    @staticmethod
    def manual_seed_all(seed):
        pass

    @staticmethod
    def get_rng_state(device=None):  # its dice are the processor's
        return torch.get_rng_state()

    @staticmethod
    def set_rng_state(state, device=None):
        pass

    @staticmethod
    def device_count():
        return 1

    @staticmethod
    def current_device():
        return 0

    @staticmethod
    def get_amp_supported_dtype():
        return [torch.bfloat16, torch.float16]


def made(operation, *args, **kwargs):
    """What PyTorch makes on the device out of nothing, or of a tensor that lies elsewhere."""
    if operation in COPIES:
        source, target = args[:2] if operation is torch.ops.aten._copy_from.default else args[1::-1]
        return target.here.copy_(source) if isinstance(target, Elsewhere) else target.copy_(source.here)
    return Elsewhere(operation(*args, **{**kwargs, "device": "cpu"}))


@functools.cache
def register():
    """The device, for as long as this process lives."""
    _setup_privateuseone_for_python_backend(NAME, backend_module=Module())
    register.library = torch.library.Library("_", "IMPL")
    register.library.fallback(made, "PrivateUse1")
    register.library.fallback(torch.library.fallthrough_kernel, "AutocastPrivateUse1")  # it computes with all digits, always
    register.aten = torch.library.Library("aten", "IMPL")  # what PyTorch calls by itself, as in torch.tensor
    for name in "empty.memory_format", "empty_strided", "_copy_from", "copy_":
        packet, _, overload = name.partition(".")
        operation = getattr(getattr(torch.ops.aten, packet), overload or "default")
        register.aten.impl(name, functools.partial(made, operation), "PrivateUse1")
    return torch.device(NAME)
