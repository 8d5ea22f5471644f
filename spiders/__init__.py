"""Where stories are listed: sources as data, and the spiders that walk them."""
