"""The morning paper: what a person should know, in order, and how it is written."""
