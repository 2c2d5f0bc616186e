"""The weeks to come: as values, as a page, and as a calendar file."""
