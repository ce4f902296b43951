"""Others that train the same network, each in a module of its own."""

from benchmarks.peers import (
    in_c,
    unrolled_by_hand,
    with_jax,
    with_lists,
    with_micrograd,
    with_numpy,
    with_pytorch,
)
from benchmarks.peers.peer import Peer, Prepared

PEERS: tuple[Peer, ...] = (
    in_c,
    with_jax,
    with_numpy,
    with_pytorch,
    with_micrograd,
    with_lists,
    unrolled_by_hand,
)

__all__ = ["PEERS", "Peer", "Prepared"]
