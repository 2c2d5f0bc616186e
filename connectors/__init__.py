"""Ears and voices: a module (or a folder) per platform behind one contract."""
