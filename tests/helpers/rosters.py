"""Grade exports as the platforms make them, with something in each column, to be filled in and compared."""
import csv
import io

from platforms import Person


def table(lines, delimiter=",", bom="\ufeff", end="\r\n"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(lines)
    return (bom + text.getvalue()).encode()


IDLE = Person("Idle, Ivo", {}, "", number=7)


def canvas_roster(people, **cells):
    """Canvas's export, with another assignment on each side, a note, totals, a row of posting policies and Canvas's own user."""
    return table([
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Notes", "Warm-up (4)", "The Distillation Lab (5)",
         "Distilled (x)", "Final Score", "Unposted Final Score"],
        ["", "", "", "", "", "", "", "Manual Posting", "", "", ""],
        ["    Points Possible", "", "", "", "", "", "10.00", "40.00", "3", "(read only)", "(read only)"],
        *([person.name, person.number, f"sis{person.number}", f"login{person.number}", "A, B", "-well", "31", "", "", "80", "80"]
          for person in people), ["Student, Test", "999", "", "f00", "A", "", "", "", "", "", ""]], bom="")


def worksheet(people, german=False):
    words = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed",
             "Last modified (submission)", "Last modified (grade)", "Feedback comments"]
    if german:
        words = ["ID", "Vollständiger Name", "E-Mail-Adresse", "Status", "Bewertung", "Bestwertung", "Bewertung kann geändert werden",
                 "Zuletzt geändert (Abgabe)", "Zuletzt geändert (Bewertung)", "Feedback als Kommentar"]
    first, most = ("Teilnehmer/in", "100,00") if german else ("Participant ", "100.00")
    return table([words, *([f"{first}{person.number}", person.name, person.email, "Submitted", "", most, "Yes", "-", "-",
                            "- see\nbelow"] for person in people)])


def gradebook(people):
    return table([["First name", "Last name", "ID number", "Institution", "Department", "Email address", "Assignment: Warm-up (Real)",
                   "Assignment: Distillation (Real)", "Last downloaded from this course"],
                  *([*person.name.rsplit(" ", 1), str(2000 - person.number), "", "", person.email, "31.00", "-", "1772439000"]
                    for person in people)], bom="", end="\n")


def brightspace(people):
    return table([["OrgDefinedId", "Username", "Last Name", "First Name", "Email", "Warm-up Points Grade <Numeric MaxPoints:4>",
                   "Distillation Points Grade <Numeric MaxPoints:10 Category:Labs>", "End-of-Line Indicator"],
                  *([f"#{person.number}", f"#u{person.number}", person.name.rsplit(" ", 1)[1], person.name.rsplit(" ", 1)[0],
                     person.email, "", "", "#"] for person in people)])


def cells(data, delimiter=","):
    return [*csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter)]


def only_one_column_differs(before, after, column, delimiter=","):
    before, after = cells(before, delimiter), cells(after, delimiter)
    at = before[0].index(column)
    return [line[:at] + line[at + 1:] for line in before if any(line)] == [line[:at] + line[at + 1:] for line in after]
