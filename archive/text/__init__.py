"""From bytes to an article, or to the reason why not. Pure: no network, no clock, no disk."""
