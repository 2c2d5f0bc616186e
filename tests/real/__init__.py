"""Trials against real servers, run on demand (`-m real`)."""
