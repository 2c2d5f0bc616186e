"""A real systemd, on a private view of this machine, for as long as a test lasts."""
