"""The one way to the web at large: where strangers decide what an address leads to."""
