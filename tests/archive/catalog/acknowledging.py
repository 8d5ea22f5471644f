"""A process that acknowledges groups of stories: `python -m tests.archive.catalog.acknowledging PATH NAME GROUPS`.

It prints the address of each story once it is acknowledged, and at the end the longest wait in seconds.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

from archive.catalog.catalog import Catalog
from tests.archive.catalog.samples import link, story

GROUP = 8


def main(path: str, name: str, groups: str) -> None:
    longest_s = 0.0
    with Catalog.open(Path(path)) as catalog:
        for number in range(int(groups)):
            urls = [f"https://{name}.example/{number}/{one}" for one in range(GROUP)]
            began = perf_counter()
            catalog.list_links([link(url) for url in urls])
            catalog.acknowledge([], [story(url, "نص الخبر.\n" * 200) for url in urls])
            longest_s = max(longest_s, perf_counter() - began)
            print("\n".join(urls), flush=True)
    print(f"{longest_s:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
