"""The bridge: wires the rooms together, runs the daemon and speaks to people."""

__version__ = "0.1.0"
