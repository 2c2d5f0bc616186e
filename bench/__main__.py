"""Measures everything there is to measure and prints one table."""

from bench import inbox, projects, start

if __name__ == "__main__":
    for measure in (start.measure, projects.measure, inbox.measure):
        for line in measure():
            print(line)
