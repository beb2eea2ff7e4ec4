"""What Canvas and Moodle do with a file that is imported: their own rules, as their sources have them. No platform runs here.

Canvas: lib/gradebook_importer.rb, and infer_comment_context_from_filename in app/models/abstract_assignment.rb. Moodle:
lib/csvlib.class.php, grade/import/csv/classes/load_data.php, importgradeslib.php and locallib.php in mod/assign/feedback/offline,
mod/assign/feedback/file/importziplib.php. Brightspace's source is not public: its manual, "Importing grades".
"""
import csv
import io
import re
import zipfile


class Stops(Exception):
    """The platform imports nothing of the file."""


def canvas_grades(data, users, assignments):
    """{user id: grade, or None where the cell is empty} of the one assignment that a gradebook upload fills.

    `users`: {id: (name, SIS user id, login)}; `assignments`: {id: title}. Stops where Canvas would ask whose a line is, or whether to
    make a new assignment, since an instructor would have to know.
    """
    text = data.decode("utf-8-sig")
    delimiter = max(",;", key=lambda char: fields(text, char))
    lines = [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if re.search("[^;, ]", "".join(line))]
    header, *lines = [[normalised(cell) for cell in line] for line in lines]
    names = 2 if header[:2] == ["LastName", "FirstName"] else 1
    if len(header) < 4 or "Student" not in header[0] and names == 1 or "ID" not in header[names]:
        raise Stops("Invalid header row")
    at = names + 1
    sis = login = None
    if re.search(r"SIS\s+Login\s+ID", header[at]):
        login, at = at, at + 1
    elif re.search(r"SIS\s+User\s+ID", header[at]) and re.search(r"SIS\s+Login\s+ID", header[at + 1]):
        sis, login, at = at, at + 1, at + 2
        at += "Integration ID" in header[at]
        at += "Root Account" in header[at]
    if "Section" not in header[at]:
        raise Stops("Invalid header row")
    most = next((line for line in lines if "Points Possible" in line[0]), None)
    totals = re.compile("|".join(f"{which} {what}" for which in ("Current", "Final") for what in ("Score", "Points", "Grade")))
    columns = [column for column in range(at + 1, len(header)) if not totals.search(header[column])
               and not (most and re.search(r"read\s+only", most[column]))]
    grades = {}
    for column in columns:
        title = re.fullmatch(r"(.*) \((\d+)\)", header[column])
        if not (title and int(title[2]) in assignments or header[column] in assignments.values()):
            raise Stops(f"There is no assignment {header[column]!r}")
    for line in lines:
        if "Points Possible" in line[0] or all(re.fullmatch(r"(?i)\s*(Muted|Manual Posting.*)?\s*", cell) for cell in line):
            continue
        number = re.match(r"\s*(\d+)", line[names])
        user = int(number[1]) if number and int(number[1]) in users else next(
            (user for user, (name, sis_id, log) in users.items()
             if sis and line[sis] and line[sis] == sis_id or login and line[login] and line[login] == log), None)
        if user is None:
            user = next((user for user, (name, *_) in users.items() if line[0] == name), None)
        if user is None:
            raise Stops(f"Whose is the line of {line[0]!r}?")
        grades[user] = {header[column]: line[column].strip() or None for column in columns}
    return grades


def fields(text, delimiter):
    """How many cells the first three lines have, each, or 0."""
    counts = set()
    for line in text.splitlines()[:3]:
        try:
            counts.add(len(next(csv.reader([line], delimiter=delimiter, strict=True))))
        except csv.Error:
            return 0
    return counts.pop() if len(counts) == 1 else 0


def normalised(cell):
    """Canvas takes every cell that looks like a number for one, whatever parts its decimals."""
    if re.fullmatch(r"-?[0-9.,]+%?", cell):
        *whole, last = re.split("[.,]", cell)
        return f"{''.join(whole)}.{last}" if whole else last
    return cell


def moodle_lines(data):
    """csv_import_reader: every line as long as the first."""
    text = data.decode("utf-8-sig").replace("\r\n", "\n").strip()
    lines = [line for line in csv.reader(io.StringIO(text, newline="")) if line]
    if any(len(line) != len(lines[0]) for line in lines):
        raise Stops("The number of columns is not constant")
    return lines


def moodle_grades(data, users, identity, column, decimal="."):
    """{user: grade or None} of the course's grade import. `users`: {what `identity` maps to: user}. An unknown one stops all."""
    header, *lines = moodle_lines(data)
    header = [name.strip() for name in header]
    grades, user = {}, None
    for line in lines:
        value = line[header.index(identity)].strip()
        if value not in ("", "0"):  # PHP's `empty`: then the student is still the one of the line above
            if value not in users:
                raise Stops(f"User mapping error: {value!r}")
            user = users[value]
        if user is None:
            raise Stops("No user")
        grades[user] = moodle_number(line[header.index(column)], decimal)
    return grades


def moodle_number(text, decimal):
    """unformat_float in a language whose numbers have this decimal sign."""
    text = text.strip().replace(" ", "")
    if text in ("", "-"):
        return None
    try:
        return float(text.replace(decimal, "."))
    except ValueError:
        raise Stops(f"Bad grade {text!r}") from None


def moodle_worksheet(data, participants, most, words=("Identifier", "Grade", "Last modified (grade)", "Participant "), decimal="."):
    """{participant: grade} of an assignment's grading worksheet: who is not enrolled, has no grade or too high a one is skipped."""
    header, *lines = moodle_lines(data)
    if not {*words[:3]} <= {*header}:
        raise Stops("This file is no grading worksheet")
    grades = {}
    for line in lines:
        number = line[header.index(words[0])][len(words[3]):]
        grade = moodle_number(line[header.index(words[1])], decimal)
        if number.isdecimal() and int(number) in participants and grade is not None and 0 <= grade <= most:
            grades[int(number)] = grade
    return grades


def moodle_feedback(data, participants):
    """{participant: {path: bytes}} of a zip of feedback files, and the names of what Moodle passes over."""
    found, ignored = {}, []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            parts, taken = info.filename.split("/"), False
            while parts and not info.filename.rpartition("/")[2].startswith((".", "~")):
                name, *rest = parts.pop(0).split("_", 1)
                fields = [name, *(rest[0].split("_", 3) if rest else ())]
                if len(fields) < 4 or not fields[1].isdecimal() or int(fields[1]) not in participants or \
                        fields[2:4] not in (["assignsubmission", "file"], ["assignfeedback", "file"]):
                    continue
                path = "/".join([fields[4] if len(fields) > 4 else "", *parts])
                found.setdefault(int(fields[1]), {})[path] = archive.read(info)
                taken = True
                break
            if not taken:
                ignored.append(info.filename)
    return found, ignored


def canvas_comments(data, attachments):
    """{user: [(the name a student sees, bytes)]} of re-uploaded submissions, and the names of what Canvas passes over.

    `attachments`: {user id: {attachment id: display name}} of the assignment's submissions.
    """
    found, ignored = {}, []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            parts = [part for part in info.filename.rpartition("/")[2].split("_") if part != "LATE"]
            numbers = [int(part) for part in parts if re.fullmatch(r"\d+", part)][:2]
            theirs = attachments.get(numbers[0], {}) if numbers else {}
            if len(numbers) < 2 or numbers[1] not in theirs or parts[-1].startswith("link") or info.filename.startswith("._"):
                ignored.append(info.filename)
            else:
                found.setdefault(numbers[0], []).append((theirs[numbers[1]], archive.read(info)))
    return found, ignored


def brightspace_grades(data, users, item):
    """{user: points or None}. `users`: {OrgDefinedId: user}."""
    header, *lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    if header[-1] != "End-of-Line Indicator" or any(line[-1] != "#" for line in lines):
        raise Stops("No End-of-Line Indicator")
    column, = [at for at, name in enumerate(header) if name.startswith(f"{item} Points Grade")]
    key = header.index("OrgDefinedId")
    return {users[line[key].removeprefix("#")]: float(line[column]) if line[column] else None for line in lines}
