"""The networks that the trials here run against."""

from tests.atproto_network.fixtures import limited_network, mended, network

__all__ = ["limited_network", "mended", "network"]
