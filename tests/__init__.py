"""The facts that hold in Kairanban, and the trials that prove them."""
