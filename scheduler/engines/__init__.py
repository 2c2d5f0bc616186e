"""Who rings the bell."""
