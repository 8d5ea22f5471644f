"""`python -m crawler` is `warraq`: for where the console script is not on the path."""

from crawler.cli import main

try:
    main()
finally:
    # Ctrl-C that once went through code compiled from a string, as dataclasses do, has CPython end a program run by -m by the
    # signal, whatever its exit code; compiling another lets it forget.
    eval("0")  # noqa: S307
