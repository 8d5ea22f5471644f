"""`warraq export`: texts handed out, in formats of others."""
