"""The judgement: pure functions from what a person said to what it asks of us."""
