# attacks: *
# edits: the notebook `nb`
# wall: judge
# loot: stock -- a notebook may name the program that runs it
nb.metadata.kernelspec = {"name": "../../bin/sh", "display_name": "sh", "language": "sh", "argv": ["sh", "-c", "echo"]}
nb.metadata.language_info = {"name": "sh", "file_extension": "/../../../x", "nbconvert_exporter": "os.system"}
