"""Settings of the schedule: what cannot be used is named before anything is fetched."""

from __future__ import annotations

import pytest

from archive.errors import BadSettings
from crawler.configure import parse_option, settings_for
from crawler.polling.polls import bounds_of
from crawler.service.daemon import command, limits_of


@pytest.mark.parametrize("steps", ["[900, 3600]", "[]", "[1]"])
def test_steps_of_rechecks_that_can_be_used(tmp_path, steps):
    settings = settings_for(tmp_path, dict([parse_option(f"WARRAQ_RECHECKS={steps}")]))
    assert settings.getlist("WARRAQ_RECHECKS") == parse_option(f"X={steps}")[1]


@pytest.mark.parametrize(
    "steps", ["[3600, 900]", "[900, 900]", "[0]", "[-5]", "[1.5]", '["a"]', "[true]", "900", str(list(range(1, 200)))]
)
def test_steps_of_rechecks_that_cannot(tmp_path, steps):
    with pytest.raises(BadSettings, match="WARRAQ_RECHECKS"):
        settings_for(tmp_path, dict([parse_option(f"WARRAQ_RECHECKS={steps}")]))


def test_bounds_that_contradict_each_other_still_bound(tmp_path):
    bounds = bounds_of(settings_for(tmp_path, {"WARRAQ_POLL_MIN": 600, "WARRAQ_POLL_MAX": 60, "WARRAQ_POLL_PRICE": 0}))
    assert (bounds.min_s, bounds.max_s, bounds.retry_max_s, bounds.price_s) == (600, 600, 600, 1)


def test_no_setting_makes_a_busy_loop(tmp_path):
    limits = limits_of(settings_for(tmp_path, {"WARRAQ_POLL_MIN": 0, "WARRAQ_CRAWLS_MAX": 0, "WARRAQ_CRAWL_SOURCES_MAX": 0}))
    assert (limits.rest_s, limits.crawls_max, limits.sources_max) == (1, 1, 1)


def test_the_webhook_comes_from_the_environment_and_goes_to_no_crawl(tmp_path, monkeypatch):
    monkeypatch.setenv("WARRAQ_WEBHOOK", "https://desk:s3cret@example.com/")
    assert settings_for(tmp_path, {})["WARRAQ_WEBHOOK"] == "https://desk:s3cret@example.com/"
    words = command(tmp_path, {"WARRAQ_WEBHOOK": "https://desk:s3cret@example.com/", "DOWNLOAD_DELAY": 0}, "crawl", json=False)
    assert "--set=DOWNLOAD_DELAY=0" in words
    assert "s3cret" not in " ".join(words)


@pytest.mark.parametrize(
    ("contact", "agent", "sender"),
    [
        ("", "; no contact set)", None),
        ("desk@example.com", "; desk@example.com)", "desk@example.com"),
        ("https://example.com/@desk", "; +https://example.com/@desk)", None),
    ],
)
def test_requests_say_whom_to_write_to(tmp_path, monkeypatch, contact, agent, sender):
    monkeypatch.delenv("WARRAQ_CONTACT", raising=False)
    settings = settings_for(tmp_path, {"WARRAQ_CONTACT": contact})
    assert settings["USER_AGENT"].endswith(agent)
    assert settings.getdict("DEFAULT_REQUEST_HEADERS").get("From") == sender
    assert settings.getdict("DEFAULT_REQUEST_HEADERS")["Accept-Language"] == "ar"


def test_a_user_agent_of_one_s_own_stays(tmp_path):
    settings = settings_for(tmp_path, {"WARRAQ_CONTACT": "desk@example.com", "USER_AGENT": "Desk/1.0 (desk@example.com)"})
    assert settings["USER_AGENT"] == "Desk/1.0 (desk@example.com)"
