"""The command line: a file per command group, each function parses, calls, prints."""
