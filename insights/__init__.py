"""What the numbers say: pure functions over what was said and answered."""
