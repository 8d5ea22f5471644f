"""Trees against the known answers of Certificate Transparency's own tests, and against the definition."""

from __future__ import annotations

import hashlib

import pytest

from archive.proof.merkle import leaf_hash, path_to, root_from, root_of

LEAVES = [
    bytes.fromhex(one)
    for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Of the first one, two, … eight leaves: google/certificate-transparency, merkle_tree_test.cc."""


def defined(leaves: list[bytes]) -> bytes:
    """Return the root as RFC 9162 section 2.1.1 defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + defined(leaves[:half]) + defined(leaves[half:])).digest()


@pytest.mark.parametrize("count", range(1, 9))
def test_roots_are_those_of_certificate_transparency(count: int) -> None:
    assert root_of(map(leaf_hash, LEAVES[:count])).hex() == ROOTS[count - 1]


def test_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", [*range(1, 40), 63, 64, 65, 127, 129])
def test_every_leaf_of_every_tree_leads_to_its_root_and_to_no_other(size: int) -> None:
    leaves = [b"%d" % number for number in range(size)]
    hashes = [*map(leaf_hash, leaves)]
    root = root_of(hashes)
    assert root == defined(leaves)
    for index in range(size):
        path = path_to(index, hashes)
        assert root_from(hashes[index], index, size, path) == root
        assert root_from(leaf_hash(b"other"), index, size, path) != root
        for place in range(len(path)):
            wrong = [*path[:place], bytes(32), *path[place + 1 :]]
            assert root_from(hashes[index], index, size, wrong) != root


@pytest.mark.parametrize(
    ("index", "size", "length"), [(0, 1, 1), (0, 0, 0), (-1, 4, 2), (4, 4, 2), (0, 4, 1), (0, 4, 3), (3, 4, 99)]
)
def test_path_that_cannot_be_of_the_tree_is_refused(index: int, size: int, length: int) -> None:
    with pytest.raises(ValueError, match=r"leaf|path"):
        root_from(bytes(32), index, size, [bytes(32)] * length)


def test_path_to_a_leaf_that_is_not_there_is_refused() -> None:
    with pytest.raises(IndexError):
        path_to(3, [bytes(32)] * 3)
