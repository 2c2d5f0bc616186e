"""Posts from other programs, and back: tables, calendars, exports."""
