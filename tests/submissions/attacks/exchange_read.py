# attacks: compression
# wall: files
# loot: prints -- what lies on the disk for everybody who has an account, such as nbgrader's default exchange
import os

for place in "/usr/local/share", "/usr/share/doc", "/usr/src", "/var", "/srv", "/etc/passwd":
    for root in "", "/host":
        if os.path.exists(root + place) and (os.path.isfile(root + place) or os.listdir(root + place)):
            print("loot:", root + place)
