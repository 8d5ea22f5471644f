"""A week in minutes: a newsroom that lives by its own clock, and the real `warraq run` beside it, whose clock runs as fast.

    python -m tests.newsroom.week --days 7 --seconds-a-day 120 --seed 1

`script` writes what is published, edited and taken down, and which faults are thrown in: pure, from a seed. `site` serves it
and notes what was asked for. `clock` and `service` run the real command, its time of day told by libfaketime. `compare` holds
the catalogue against what was published and served.
"""
