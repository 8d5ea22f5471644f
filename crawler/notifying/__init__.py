"""Who is told of events, and how: a feed, a webhook."""
