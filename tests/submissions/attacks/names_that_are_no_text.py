# attacks: compression
# wall: sandbox
# loot: host -- names that no encoding has, with lines and escapes in them
import os

for name in b"\xff\xfe\xed\xa0\x80", b"-rf", b"a\nb\x1b[31m\r", b"x" * 255, b"..\\..\\x", "\u202egpj.bypi".encode():
    try:
        os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
    except OSError as error:
        print(error)
