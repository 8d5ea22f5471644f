from __future__ import annotations

import importlib
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from archive.catalog.catalog import Catalog
from archive.catalog.database import Database
from archive.catalog.opening import migrate
from archive.catalog.schema import REVISION, metadata
from archive.catalog.today import Arrival
from archive.errors import CatalogError
from tests.archive.catalog.samples import NOON, URL, after, article, link, story

ROOT = Path(__file__).parents[3]

DYING = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from archive.catalog.catalog import Catalog
from archive.catalog.database import Database
from archive.catalog.opening import migrate

statements = 0

@event.listens_for(Engine, "after_cursor_execute")
def die(connection, cursor, statement, parameters, context, executemany):
    global statements
    if statement.lstrip().startswith(("CREATE", "INSERT", "UPDATE")):
        statements += 1
        if statements == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)

path = Path(sys.argv[1])
if sys.argv[3] == "make":
    Catalog.open(path)
else:
    database = Database(path, foreign_keys=False)
    database.keep_wal()
    with database.write() as connection:
        migrate(connection)
"""


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as raw:
        return {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def set_revision(path: Path, revision: str) -> None:
    Catalog.open(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", [revision])


def step_down(path: Path, revision: str) -> None:
    older = Database(path, foreign_keys=False)
    with older.write() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "archive.catalog:migrations")
        command.downgrade(config, revision)
    older.close()


def is_not_of_fts5(name: str | None, kind: str, parents: object) -> bool:  # noqa: ARG001
    """What SQLite makes of a virtual table is no table of ours."""
    return kind != "table" or not str(name).startswith(("search_text", "search_word"))


def named(connection: Connection) -> dict[str, object]:
    """What a comparison by Alembic passes over: primary keys and the names of constraints."""
    about = inspect(connection)
    return {
        name: (about.get_pk_constraint(name), sorted(str(key["name"]) for key in about.get_foreign_keys(name)))
        for name in about.get_table_names()
    }


def test_open_makes_a_catalogue_in_wal_mode_and_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "home ؟#%" / "catalog.sqlite"
    with Catalog.open(path) as catalog:
        assert catalog.status(NOON).revision == REVISION
    assert path.read_bytes()[18:20] == b"\x02\x02"  # https://sqlite.org/fileformat2.html#file_format_version_numbers


def test_open_finds_what_was_kept(path: Path) -> None:
    with Catalog.open(path) as catalog:
        catalog.acknowledge([], [story()])
    with Catalog.open(path) as catalog:
        assert catalog.find(URL) is not None


def test_open_takes_an_empty_file_for_a_new_catalogue(path: Path) -> None:
    path.touch()
    with Catalog.open(path) as catalog:
        assert catalog.recent(1) == ()


def test_migrations_lead_to_the_tables_of_the_schema(path: Path, tmp_path: Path) -> None:
    migrated, made = Database(path, foreign_keys=False), Database(tmp_path / "made")
    with migrated.write() as connection:
        migrate(connection)
        opts = {"compare_type": True, "compare_server_default": True, "include_name": is_not_of_fts5}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []
        names = named(connection)
    with made.write() as connection:
        metadata.create_all(connection)
        assert named(connection) == {name: keys for name, keys in names.items() if name != "alembic_version"}
    migrated.close()
    made.close()


def test_made_and_migrated_catalogues_note_the_revision_alike(path: Path, tmp_path: Path) -> None:
    Catalog.open(tmp_path / "made").close()
    migrated = Database(path, foreign_keys=False)
    with migrated.write() as connection:
        migrate(connection)
    migrated.close()
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(tmp_path / "made")) as other:
        query = "SELECT version_num, sql FROM alembic_version, sqlite_master WHERE name = 'alembic_version'"
        (one_revision, one_sql), (other_revision, other_sql) = one.execute(query).fetchone(), other.execute(query).fetchone()
    assert one_revision == other_revision == REVISION
    assert " ".join(one_sql.split()) == " ".join(other_sql.split())


def test_revision_is_the_head_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", "archive.catalog:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_migrations_go_down_to_nothing(path: Path) -> None:
    database = Database(path, foreign_keys=False)
    with database.write() as connection:
        migrate(connection)
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "archive.catalog:migrations")
        command.downgrade(config, "base")
    database.close()
    assert tables(path) == {"alembic_version"}


def test_open_brings_an_older_catalogue_up_to_date_with_its_links(path: Path) -> None:
    with Catalog.open(path) as catalog:
        catalog.list_links([link()])
    step_down(path, "0001")
    with Catalog.open(path) as catalog:
        assert catalog.pending("wire", 1) == (link(),)


def test_open_fills_in_what_an_older_catalogue_did_not_ask_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [f"https://m.news.example/{number}/?utm_source=rss" for number in range(7)]
    read = [replace(story(page), article=article(page, canonical_url=page.partition("?")[0])) for page in pages]
    with Catalog.open(path) as catalog:
        catalog.acknowledge([], [*read, story(pages[0], body="متغير", at=after(1))])
        as_new = list(catalog.dump())
    step_down(path, "0002")
    step = importlib.import_module("archive.catalog.migrations.versions.0003_what_is_to_be_done_when")
    monkeypatch.setattr(step, "ROWS_A_TIME", 2)
    with Catalog.open(path) as catalog:
        events = [line for line in as_new if '"table": "event"' in line]
        assert (list(catalog.dump()), len(events)) == ([line for line in as_new if line not in events], 1)
        assert catalog.list_links([link("https://news.example/3")]) == ()


def test_open_finds_out_when_stories_of_an_older_catalogue_came_in(path: Path) -> None:
    with Catalog.open(path) as catalog:
        catalog.acknowledge([], [story(at=NOON), story(f"{URL}/2", at=NOON + timedelta(days=1))])
        catalog.acknowledge([], [story(body="متغير", at=NOON + timedelta(days=1))])
    step_down(path, "0006")
    with Catalog.open(path) as catalog:
        assert catalog.arrival() == Arrival(day=date(2026, 11, 4), before=date(2026, 11, 3), after=None)
        assert [catalog.search(f"came:2026-11-0{day}", older=True).total for day in (3, 4)] == [2, 1]


@pytest.mark.parametrize("read_only", [False, True])
def test_open_refuses_a_newer_catalogue_and_says_what_to_do(path: Path, read_only: bool) -> None:  # noqa: FBT001
    set_revision(path, "9999")
    before = path.read_bytes()
    with pytest.raises(CatalogError, match=r"newer Warraq.*upgrade it, or use another --home") as caught:
        Catalog.open(path, read_only=read_only)
    assert caught.value.path == str(path)
    assert path.read_bytes() == before


def test_open_refuses_another_program_s_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(CatalogError, match=r"no catalogue of Warraq's .tables: bookmarks"):
        Catalog.open(path)
    assert tables(path) == {"bookmarks"}


@pytest.mark.parametrize("read_only", [False, True])
def test_open_says_of_what_is_no_database_what_where_and_what_to_do(path: Path, read_only: bool) -> None:  # noqa: FBT001
    path.write_bytes(b"WARC/1.1\r\n" * 500)
    with pytest.raises(CatalogError, match=r"damaged.*Move it aside and run `warraq rebuild`") as caught:
        Catalog.open(path, read_only=read_only)
    assert str(path) in str(caught.value)


def test_open_to_read_finds_nothing_and_makes_nothing(path: Path) -> None:
    with pytest.raises(CatalogError, match="no catalogue yet"):
        Catalog.open(path, read_only=True)
    assert not list(path.parent.iterdir())


def test_open_to_read_refuses_an_older_catalogue(path: Path) -> None:
    set_revision(path, "0000")
    with pytest.raises(CatalogError, match=r"older layout .0000"):
        Catalog.open(path, read_only=True)


def test_open_to_read_does_not_write(path: Path) -> None:
    with Catalog.open(path) as catalog:
        catalog.acknowledge([], [story()])
    with Catalog.open(path, read_only=True) as catalog:
        assert len(catalog.recent(5)) == 1
        with pytest.raises(CatalogError, match="readonly"):
            catalog.list_links([link()])


def test_open_to_read_sees_what_another_writes_meanwhile(path: Path) -> None:
    with Catalog.open(path) as writer, Catalog.open(path, read_only=True) as reader:
        writer.acknowledge([], [story()])
        assert len(reader.recent(5)) == 1
        writer.acknowledge([], [story(URL + "/2")])
        assert len(reader.recent(5)) == 2


def test_open_of_a_current_catalogue_leaves_alembic_out(path: Path) -> None:
    script = f"""if True:
        import sys
        from pathlib import Path
        from archive.catalog.catalog import Catalog
        for read_only in (False, False, True):
            Catalog.open(Path({str(path)!r}), read_only=read_only).close()
        sys.exit("alembic" in sys.modules)
    """
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_open_by_two_processes_at_once_makes_one_catalogue(path: Path) -> None:
    command = [sys.executable, "-m", "tests.archive.catalog.acknowledging", str(path)]
    both = [subprocess.Popen([*command, name, "2"], cwd=ROOT, stdout=subprocess.PIPE) for name in ("one", "two")]
    assert [len(process.communicate()[0].splitlines()) for process in both] == [17, 17]
    with Catalog.open(path) as catalog:
        assert catalog.status(NOON).articles == 32


@pytest.mark.slow
@pytest.mark.parametrize("way", ["make", "migrate"])
@pytest.mark.parametrize("statement", [1, 2, 9, 18])
def test_open_after_a_kill_while_the_tables_are_made(path: Path, way: str, statement: int) -> None:
    killed = subprocess.run([sys.executable, "-c", DYING, str(path), str(statement), way], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert tables(path) == set()
    with Catalog.open(path) as catalog:
        assert catalog.acknowledge([], [story()])


def test_open_where_no_folder_can_be_made_says_so(path: Path) -> None:
    path.parent.joinpath("home").touch()
    with pytest.raises(CatalogError, match=r"no catalogue can be made .* another --home"):
        Catalog.open(path.parent / "home" / "catalog.sqlite")


def test_open_of_a_folder_says_so(path: Path) -> None:
    path.mkdir()
    with pytest.raises(CatalogError, match="cannot be opened"):
        Catalog.open(path)
