"""Throw-away servers for tests, on loopback, on ports of their own."""
