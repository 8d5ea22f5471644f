from __future__ import annotations

from crawler.home.replacing import write_whole


def test_a_file_is_exchanged_whole_and_nothing_is_left_beside_it(tmp_path):
    write_whole(tmp_path / "events.atom", b"one")
    write_whole(tmp_path / "events.atom", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["events.atom"]
    assert (tmp_path / "events.atom").read_bytes() == b"two"
