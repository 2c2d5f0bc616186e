"""The trial of the publishing law: the real program, killed wherever it can be killed.

`python -m tests.trial` runs it; docs/explanation/trial.md tells how it works.
"""
