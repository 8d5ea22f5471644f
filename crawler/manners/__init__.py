"""How a host is spared: robots.txt, delays, turns, the requests of a day."""
