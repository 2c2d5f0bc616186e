"""The real AT Protocol network, on loopback, for our tests.

`install` fetches it once, `network` runs it, `member` is a person on it, `proxy`
is the line between it and the program under test, `fixtures` is for pytest.
"""
