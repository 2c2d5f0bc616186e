"""The nouns and the laws of Kairanban; needs nothing but the standard library."""
