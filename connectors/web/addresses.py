"""Which network addresses a stranger's link may lead us to: public ones only.

A link in a post, or in a feed, is fetched by this machine, from inside its network; it
must not become a way to the router, the database next door or a cloud's metadata.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

WEB_PORTS = frozenset({80, 443})

# `is_global` alone says True for these (Python 3.11): they hide private addresses
# inside, or mean many machines at once.
_NOT_PUBLIC = tuple(
    ip_network(block)
    for block in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "224.0.0.0/4",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
    )
)

#: All of the public internet of IPv6 lies here; what lies elsewhere hides an IPv4
#: address (`::7f00:1`), or is of a site, a link or many machines.
_UNICAST = ip_network("2000::/3")


def is_public(address: str) -> bool:
    """Is this numeric address one of the public internet?"""
    try:
        number = ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(number, IPv6Address) and number.ipv4_mapped is not None:
        number = number.ipv4_mapped
    return number.is_global and not _is_special(number)


def _is_special(number: IPv4Address | IPv6Address) -> bool:
    if isinstance(number, IPv6Address) and number not in _UNICAST:
        return True
    return any(
        number in block for block in _NOT_PUBLIC if block.version == number.version
    )


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """The hosts that an operator vouches for, such as a wiki on the local network."""

    #: "host" (any port) or "host:port", in small letters.
    names: frozenset[str] = frozenset()

    @classmethod
    def read(cls, option: str) -> "AllowedHosts":
        """Read a list with commas between."""
        names = (name.strip().lower() for name in option.split(","))
        return cls(frozenset(name for name in names if name))

    def vouched(self, host: str, port: int) -> bool:
        """Does the operator vouch for this host?"""
        return not self.names.isdisjoint({host.lower(), f"{host.lower()}:{port}"})

    def allows(self, host: str, port: int, address: str) -> bool:
        """May a connection to *host* go to this numeric address?"""
        if self.vouched(host, port):
            return True
        return port in WEB_PORTS and is_public(address)
