"""Which machines a host name may lead to: public ones, checked before a connection goes to that address."""

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Sequence

Resolve = Callable[[str, int], Sequence[str]]

# Not public, though Python's `is_global` lets some of them pass.
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # IETF protocol assignments, RFC 6890
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "2001::/23",  # protocol assignments, Teredo among them, RFC 2928
        "2002::/16",  # 6to4 carries any IPv4 address, RFC 3056
        "3fff::/20",  # documentation, RFC 9637
    )
)
# All public IPv6 lives here (RFC 4291, section 2.4): no v4-mapped, no NAT64, no site-local address does.
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")


class Unsafe(OSError):
    """A host name leads to an address that pushes must not go to."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to a machine on the public Internet."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip.is_multicast or ip.is_reserved or not ip.is_global or any(ip in network for network in _REFUSED):
        return False
    return isinstance(ip, ipaddress.IPv4Address) or ip in _PUBLIC_V6


def public_addresses(addresses: Sequence[str]) -> Sequence[str]:
    """The same addresses; raises `Unsafe` if there is none or a single one is not public."""
    if not addresses or not all(is_public(address) for address in addresses):
        raise Unsafe("the push service's name does not lead to a public address")
    return addresses


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host, best first. Raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolve_within(seconds: float, host: str, port: int, resolver: Resolve) -> Sequence[str]:
    """Resolve in at most `seconds`, since the system's resolver knows no limit. Raises `OSError`."""
    answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host, port))
        except Exception as problem:
            answers.put(problem)

    threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"no address for {host} in time") from None
    if isinstance(answer, UnicodeError):
        raise OSError(f"{host} is not a host name") from answer
    if isinstance(answer, Exception):
        raise answer
    return answer
