"""A ZIP archive as a list of files: nothing of it is written anywhere, and what is unpacked is counted as it comes."""
from __future__ import annotations

import calendar
import re
import stat
from functools import lru_cache, partial
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from ...submission.handed_in import MAX_BYTES, Unusable, opened, shown
from .files import MAX_DEPTH, File, without_litter

ENTRY = b"PK\1\2"  # how the entry of a file in an archive's table of contents begins
BLOCK = 1 << 20
AGAIN = "Hand in the notebook itself, not in an archive."


def files_in(outer, most):
    """The files of the archive in a File, below its path, what lies higher first. Raises Unusable, as of more than `most` files."""
    found = []
    for number, info in enumerate(archive(outer, most).infolist()):
        if path := path_of(info):
            is_folder = info.is_dir() or len(path) > MAX_DEPTH
            found.append(File((*outer.path, *path[:MAX_DEPTH]), partial(unpacked, outer, most, number),
                              (*outer.times, time_of(info)), is_folder))
    return without_litter(sorted(found, key=lambda file: len(file.path)))


def path_of(info):
    """The names that lead to a file of an archive. Where they lead out of it they are no path, but one name."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():  # said to be in an old code page, and often in UTF-8 all the same
        try:
            name = name.encode("cp437").decode()
        except ValueError:
            pass
    if info.create_system == 0 and "/" not in name:  # as some programs for Windows write it
        name = name.replace("\\", "/")
    path = [part for part in name.split("/") if part not in ("", ".")]
    return [name] if leads_out(name) else path


def leads_out(name):
    return name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:[\\/]", name)


def time_of(info):
    try:
        return float(calendar.timegm((*info.date_time, 0, 0, 0)))
    except (ValueError, OverflowError):
        return 0.0


@lru_cache(maxsize=3)  # a class's archive, a student's in it, and one in that
def archive(file, most):
    """The ZipFile in a File. Raises Unusable."""
    stream = opened(file.on_disk) if file.on_disk else BytesIO(file.read())
    try:
        count = entries_at_most(stream)
        found = ZipFile(stream) if count <= most else None
    except Exception:  # of every kind is what a hostile archive makes zipfile raise
        raise Unusable("unreadable", f"{shown(file.name)} cannot be opened: it is no ZIP archive, or was not uploaded to the end. "
                                     f"{AGAIN}") from None
    if not found:
        raise Unusable("unreadable", f"{shown(file.name)} holds more than {most:,} files, too many to be looked at. {AGAIN}")
    return found


def entries_at_most(stream):
    """No fewer than the files that zipfile will find in an archive, counted before it makes an object of each."""
    count, last = 0, b""
    while block := stream.read(BLOCK):
        count += (last + block).count(ENTRY)
        last = block[1 - len(ENTRY):]
    stream.seek(0)
    return count


def unpacked(outer, most, number):
    """The bytes of one file of an archive. Raises Unusable."""
    holder = archive(outer, most)
    info = holder.infolist()[number]
    name = f"{shown(info.filename.rstrip('/').rpartition('/')[2])} in {shown(outer.name)}"
    kind = stat.S_IFMT(info.external_attr >> 16)
    if leads_out("/".join(path_of(info))):
        raise Unusable("unreadable", f"{name} has its place outside of the archive, where nothing is looked for. {AGAIN}")
    if kind and not stat.S_ISREG(kind):
        what = "a link to another place, and links are not followed" if stat.S_ISLNK(kind) else "not a file"
        raise Unusable("unreadable", f"{name} is {what}. {AGAIN}")
    if info.flag_bits & 1:
        raise Unusable("unreadable", f"{name} is locked with a password. {AGAIN}")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Unusable("unreadable", f"{name} is packed in a way that the grader does not open. {AGAIN}")
    data = bytearray()
    try:
        with holder.open(info) as file:
            while len(data) <= MAX_BYTES and (block := file.read(BLOCK)):
                data += block
    except Exception:  # see above
        raise Unusable("unreadable", f"{name} is damaged. {AGAIN}") from None
    if len(data) > MAX_BYTES:
        raise Unusable("unreadable", f"{name} is too big to be read (more than {MAX_BYTES // 10**6} MB). Clear all outputs in "
                                     "Jupyter, save, and hand in the notebook itself.")
    return bytes(data)
