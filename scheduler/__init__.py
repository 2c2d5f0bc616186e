"""The verbs of the daemon, one per file; they reach the world through ports only."""
