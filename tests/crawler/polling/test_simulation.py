"""The floor of the polling simulation: half the requests at equal delay, half the delay at equal requests, nothing lost."""

from __future__ import annotations

from math import inf

import pytest

from benchmarks.newsrooms import END, newsrooms
from benchmarks.polling import FROM, TRIED_MIN, fixed_score, poll_adaptively, poll_fixed, ratios, score


def test_newsrooms_are_the_same_for_the_same_seed():
    assert newsrooms(5, 3) == newsrooms(5, 3)
    assert newsrooms(5, 3) != newsrooms(5, 4)


def test_fixed_interval_catches_within_it_what_a_feed_that_is_up_shows_so_long():
    feed = next(feed for feed in newsrooms(50, 3) if not feed.cached and not feed.downs and len(feed.stories) > 500)
    delays = poll_fixed(feed, 600).delays
    assert len(delays) == len(list(feed.showings(FROM, END)))
    assert max(delay for delay in delays if delay < inf) <= 600
    assert all(
        gone - shown < 600 for delay, (_, shown, gone) in zip(delays, feed.showings(FROM, END), strict=True) if delay == inf
    )


@pytest.mark.slow
def test_adaptive_polling_halves_requests_or_delay_and_loses_nothing_shown_for_an_hour():
    feeds = newsrooms(50, 7)
    adaptive = [poll_adaptively(feed) for feed in feeds]
    ours = score("adaptive", feeds, adaptive)
    found = ratios(ours, fixed_score(feeds, 1440 / ours.requests), [fixed_score(feeds, minutes) for minutes in TRIED_MIN])
    assert found["median"][0] <= 0.5
    assert found["median"][1] <= 0.5
    assert found["mean"][0] <= 0.65
    lost = [feed.shown_s(index) for feed, one in zip(feeds, adaptive, strict=True) for index in missed(feed, one.delays)]
    assert max(lost, default=0) < 3600


def missed(feed, delays):
    start = sum(story < FROM for story in feed.stories)
    return [index for index, delay in enumerate(delays, start) if delay == inf]
