"""Where an archive lies: its folder, its locks, its log, and how it is opened to write."""
