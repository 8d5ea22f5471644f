"""How the sources and the schedule are: judged by what was counted, and shown."""
