# attacks: distillation_loss
# wall: sandbox
# loot: prints -- namespaces, mounts, chroot, kernel settings and keyrings, one after the other
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def apart():
    """A mount namespace of this child's own, whose mounts nobody else sees. 0 if it could be had."""
    return libc.unshare(0x20000) or libc.mount(None, b"/", None, 0x44000, None)


TRIES = {"a user namespace": lambda: libc.unshare(0x10000000), "a mount namespace": apart,
         "a network namespace": lambda: libc.unshare(0x40000000), "chroot": lambda: libc.chroot(b"/tmp"),
         "a mount": lambda: apart() or libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
         "remounting the system": lambda: apart() or libc.mount(b"/usr", b"/usr", None, 4096, None),
         "another user": lambda: libc.setresuid(1, 1, 1), "a setuid program": lambda: -libc.prctl(39, 0, 0, 0, 0),
         "kernel settings": lambda: os.open("/proc/sys/kernel/hostname", os.O_WRONLY) * 0,
         "sysrq": lambda: os.open("/proc/sysrq-trigger", os.O_WRONLY) * 0,
         "the kernel's memory": lambda: os.open("/proc/kcore", os.O_RDONLY) * 0,
         "a device": lambda: os.mknod(f"/tmp/device {os.getpid()}", 0o60600, os.makedev(1, 200)) or os.remove(f"/tmp/device {os.getpid()}") or 0,
         "raw packets": lambda: min(0, libc.socket(17, 3, 768))}
for name, attempt in TRIES.items():
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if attempt() == 0 else 1)
        except BaseException:
            os._exit(1)
    if os.waitpid(pid, 0)[1] == 0:
        print("loot:", name)
