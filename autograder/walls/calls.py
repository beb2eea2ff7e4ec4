"""Which system calls a kernel may make: a seccomp filter, compiled by libseccomp to the program that Linux then runs at each call.

Allowed is what libseccomp knows and nobody denies here. The rest, also what later versions of Linux bring, is answered as by a
Linux that does not have it.
"""
from __future__ import annotations

import errno
import tempfile
from functools import cache

DENIED = frozenset("""
    add_key keyctl request_key
    clone3 setns unshare
    chroot fsconfig fsmount fsopen fspick mount mount_setattr move_mount open_tree pivot_root umount umount2
    kcmp pidfd_getfd process_madvise process_vm_readv process_vm_writev ptrace
    io_uring_enter io_uring_register io_uring_setup userfaultfd
    fanotify_init fanotify_mark inotify_add_watch inotify_init inotify_init1 inotify_rm_watch
    memfd_create memfd_secret msgget semget shmget
    bpf lookup_dcookie modify_ldt perf_event_open syslog
    acct create_module delete_module finit_module get_kernel_syms init_module ioperm iopl kexec_file_load kexec_load
    name_to_handle_at nfsservctl open_by_handle_at query_module quotactl quotactl_fd reboot swapoff swapon sysfs _sysctl uselib ustat
    adjtimex clock_adjtime clock_settime setdomainname sethostname settimeofday vhangup
""".split())  # keys, namespaces, mounts, other processes, queues past the filter, the host's files, memory of no process, the machine
NEW_NAMESPACES = 0x7E020000  # flags of clone
FAMILIES, PROTOCOLS = (1, 2, 10), (0, 6, 17)  # sockets of this machine, IPv4 and IPv6; streams and datagrams. Numbers are Linux's
LEVELS, SOL_SOCKET, OPTIONS = (0, 6, 17, 41), 1, range(128)  # a socket's options: IP's, TCP's, UDP's, IPv6's; its own
BUFFERS = 7, 32  # SO_SNDBUF, SO_SNDBUFFORCE: how much may wait in a socket, where no process has it
# Without leases, which make others wait, notices of what others do, and larger pipes, whose pages are counted for the user.
FILE_COMMANDS = *range(39), 1030, 1032, 1034  # then F_DUPFD_CLOEXEC, F_GETPIPE_SZ, F_GET_SEALS
CORE = 4  # RLIMIT_CORE: with a limit of 0, of all numbers, the host's crash handler would be called
RESOURCES = set(range(16)) - {CORE}
LAST = 2000  # above every number of a call


def binding():
    """The module pyseccomp. Raises ImportError where it is not installed, RuntimeError where libseccomp is not."""
    import pyseccomp  # it looks for the library as it is imported

    return pyseccomp


@cache
def numbers():
    """{name: number} of this machine's system calls, as far as libseccomp knows them."""
    known, seccomp = {}, binding()
    for number in range(LAST):
        try:
            known[seccomp.resolve_syscall(seccomp.Arch.NATIVE, number).decode()] = number
        except ValueError:
            pass
    return known


@cache
def program():
    """The filter as Linux takes it. Raises OSError where libseccomp refuses."""
    seccomp = binding()
    allowed = seccomp.SyscallFilter(seccomp.ERRNO(errno.ENOSYS))
    allowed.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.ERRNO(errno.ENOSYS))
    allowed.set_attr(seccomp.Attr.CTL_OPTIMIZE, 2)  # a tree: otherwise a call is compared with all before it

    def allow(name, **arguments):  # equal in all 64 bits: of a larger number Linux would only read the lower half
        compared = [seccomp.Arg(int(place[1:]), seccomp.EQ, value) for place, value in arguments.items()]
        allowed.add_rule(seccomp.ALLOW, name, *compared)

    for name in numbers().keys() - DENIED - {"clone", "socket", "socketpair", "setsockopt", "fcntl", "setrlimit", "prlimit64"}:
        allow(name)
    allowed.add_rule(seccomp.ALLOW, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, NEW_NAMESPACES, 0))
    for name in "socket", "socketpair":
        for family in FAMILIES:
            for protocol in PROTOCOLS:
                allow(name, a0=family, a2=protocol)
    for family in set(range(64)) - set(FAMILIES):  # the one answer that ZeroMQ, when it asks for interfaces, survives
        allowed.add_rule(seccomp.ERRNO(errno.EOPNOTSUPP), "socket", seccomp.Arg(0, seccomp.EQ, family))
    for level in LEVELS:
        allow("setsockopt", a1=level)
    for option in set(OPTIONS) - set(BUFFERS):
        allow("setsockopt", a1=SOL_SOCKET, a2=option)
    for command in FILE_COMMANDS:
        allow("fcntl", a1=command)
    for limit in RESOURCES:
        allow("prlimit64", a1=limit)
        if "setrlimit" in numbers():
            allow("setrlimit", a0=limit)
    allow("prlimit64", a1=CORE, a2=0)  # only read
    with tempfile.TemporaryFile() as file:
        allowed.export_bpf(file)
        file.seek(0)
        return file.read()
