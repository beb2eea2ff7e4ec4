"""A class: each submission through a pool, each result to the one writer, and a report."""
