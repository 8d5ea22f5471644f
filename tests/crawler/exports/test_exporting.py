"""`warraq export` as a command: what it chooses, where it writes, and what it does when something goes wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from archive.exchange.draft import MANIFEST
from archive.exchange.subset import Label
from archive.exchange.wacz.check import check_package
from archive.warc.index import index_of, read_lines
from crawler.exports import choice, exporting
from crawler.exports.exporting import Wish, export
from crawler.exports.formats import FOLDERS, FORMATS
from crawler.upkeep import verifying
from tests.archive.exchange.homes import URL, Home
from tests.disk import disk_of
from tests.timing import promptly

ROOT = Path(__file__).parents[3]


def fill(folder: Path) -> Home:
    home = Home(folder)
    home.add("plain", date_published=datetime(2026, 11, 1, tzinfo=UTC))
    home.add("changed", "نص أول.", date_published=datetime(2026, 11, 2, tzinfo=UTC))
    home.add("changed", "نص ثان.", date_published=datetime(2026, 11, 2, tzinfo=UTC))
    home.add("moved", hops=("older",), date_published=datetime(2026, 11, 3, 23, tzinfo=UTC))
    home.add("afp", source="other", source_organization="فرانس برس", date_published=datetime(2026, 11, 4, tzinfo=UTC))
    home.close()
    return home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("exported") / "home").folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a home of the same stories, to be damaged."""
    return fill(tmp_path / "home").folder


@pytest.fixture
def run(home, tmp_path, monkeypatch):
    """Return a function that exports here and gives the exit code."""
    monkeypatch.chdir(tmp_path)

    def exported(form: str = "jsonl", *, folder: Path = home, json: bool = True, **said) -> int:
        return export(form, Wish(**said), home=folder, json=json)

    return exported


@pytest.fixture
def chosen(run, tmp_path):
    """Return a function that gives the names of the stories that are chosen, in order."""

    def names(**said) -> list[str]:
        out = tmp_path / "chosen.jsonl"
        run(out=out, force=True, **said)
        lines = out.read_text("utf-8").splitlines() if out.exists() else []
        out.unlink(missing_ok=True)
        return [json.loads(line)["url"].removeprefix(URL) for line in lines]

    return names


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({}, ["plain", "changed", "moved", "afp"]),
        ({"all_versions": True}, ["plain", "changed", "changed", "moved", "afp"]),
        ({"sources": ("other",)}, ["afp"]),
        ({"sources": ("other", "wire"), "since": "2026-11-03"}, ["moved", "afp"]),
        ({"agencies": ("AFP",)}, ["afp"]),
        ({"agencies": ("أ ف ب", "وكالة الأناضول")}, ["plain", "changed", "moved", "afp"]),
        ({"since": "2026-11-02", "until": "2026-11-03"}, ["changed", "moved"]),
        ({"until": "2026-11-03T22:00+00:00"}, ["plain", "changed"]),
        ({"ids": (URL + "changed", URL + "older")}, ["changed", "moved"]),
        ({"ids": (URL + "plain",), "sources": ("other",)}, []),
        ({"query": "agency:AFP"}, ["afp"]),
        ({"query": "المتحدث", "until": "2026-11-03"}, ["plain", "moved"]),
        ({"query": "أول"}, []),
        ({"query": "أول", "all_versions": True}, ["changed"]),
        ({"query": "المتحدث", "ids": (URL + "moved", URL + "changed")}, ["moved"]),
        ({"query": "كلمة غير موجودة"}, []),
    ],
)
def test_choice_is_what_was_asked_for(chosen, said, names):
    assert chosen(**said) == names


def test_ids_come_from_a_file_or_standard_input(chosen, tmp_path, monkeypatch):
    listed = f"{URL}afp\n\n  {URL}plain \n"
    (tmp_path / "ids").write_text(listed, "utf-8")
    assert chosen(ids=(f"@{tmp_path / 'ids'}",)) == ["plain", "afp"]
    monkeypatch.setattr("sys.stdin", io.StringIO(listed))
    assert chosen(ids=("-",)) == ["plain", "afp"]


def test_id_that_names_nothing_is_told_and_is_4(run, tmp_path, capsys):
    assert run(ids=("beef00", URL + "plain"), out=tmp_path / "x.jsonl") == 4
    said = capsys.readouterr()
    assert "'beef00'" in said.err
    assert json.loads(said.out)["unknown"] == 1
    assert len((tmp_path / "x.jsonl").read_text("utf-8").splitlines()) == 1


def test_nothing_found_is_said_and_nothing_is_written(run, tmp_path, capsys):
    assert run("wacz", json=False, sources=("nobody",)) == 0
    assert "nothing in this archive fits" in capsys.readouterr().err
    assert list(tmp_path.glob("warraq*")) == []


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_goes_to_a_place_that_is_named(run, tmp_path, form, capsys):
    assert run(form, out=tmp_path / "out") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["format"], answer["out"], answer["texts"], answer["damage"]) == (form, str(tmp_path / "out"), 4, 0)
    assert (tmp_path / "out").is_dir() == (form in FOLDERS)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_file_that_is_there_is_replaced_only_when_told(run, tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(typer.BadParameter, match="--force"):
        run("csv", out=tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"
    assert run("csv", out=tmp_path / "out", force=True) == 0
    assert (tmp_path / "out").read_bytes().startswith(b'"id"')


def test_folder_that_is_no_export_is_never_replaced(run, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    with pytest.raises(typer.BadParameter):
        run("text", out=tmp_path / "out", force=True)
    assert (tmp_path / "out" / "mine").read_text() == "mine"


def test_folder_of_an_export_is_replaced_when_told(run, tmp_path):
    run("text", out=tmp_path / "out")
    with pytest.raises(typer.BadParameter):
        run("text", out=tmp_path / "out")
    assert run("text", out=tmp_path / "out", force=True, sources=("other",)) == 0
    assert len(list((tmp_path / "out").rglob("*.txt"))) == 1
    assert json.loads((tmp_path / "out" / MANIFEST).read_text("utf-8"))["texts"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_format_that_is_unknown_is_a_usage_error(run):
    with pytest.raises(typer.BadParameter, match="jsonl, csv"):
        run("xml")


@pytest.mark.parametrize("form", ["text", "parquet"])
def test_folder_does_not_go_to_standard_output(run, form):
    with pytest.raises(typer.BadParameter, match="--out"):
        run(form, out=Path("-"))


def test_package_goes_through_a_pipe(home, tmp_path):
    words = " ".join(command(home, "wacz", "--out=-"))
    subprocess.run(["bash", "-c", f"{words} | cat > {tmp_path / 'x.wacz'}"], cwd=ROOT, check=True)
    assert list(check_package(tmp_path / "x.wacz")) == []


def test_parquet_without_pyarrow_says_what_to_install(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(typer.BadParameter, match=r"warraq\[parquet\]"):
        run("parquet", out=tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_empty_home_is_4(run, tmp_path, capsys):
    assert run(folder=tmp_path / "none") == 4
    assert "nothing is archived" in capsys.readouterr().err


@pytest.mark.parametrize("out", ["x", "x.warc.gz"])
def test_subset_is_whole_to_verify(run, tmp_path, out, capsys):
    run("warc", out=tmp_path / out, all_versions=True)
    capsys.readouterr()
    assert verifying.verify([tmp_path / out], home=None, json=True) == 0
    (summary,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (summary["summary"]["damage"], summary["summary"]["notes"]) == (0, 0)


def test_each_file_of_a_subset_has_its_index(run, tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "Label", partial(Label, file_max_bytes=1))  # a file an exchange
    run("warc", out=tmp_path / "x", all_versions=True)
    files = sorted((tmp_path / "x").glob("*.warc.gz"))
    assert len(files) > 1
    for path in files:
        assert index_of(path).read_bytes() == b"".join(read_lines(path))


def test_subset_is_whole_to_warcio_and_fastwarc(run, tmp_path):
    run("warc", out=tmp_path / "x.warc.gz")
    for tool, *words in (["warcio", "check", "-v"], ["fastwarc", "check", "--quiet"]):
        done = subprocess.run(
            [Path(sys.executable).with_name(tool), *words, str(tmp_path / "x.warc.gz")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "fail" not in done.stdout.lower()


def only(home: Path) -> Path:
    (path,) = (home / "warc").glob("*.warc.gz")
    return path


def places(run, folder: Path, tmp_path: Path) -> list[dict]:
    run(folder=folder, out=tmp_path / "places.jsonl")
    return [json.loads(line) for line in (tmp_path / "places.jsonl").read_text("utf-8").splitlines()]


def test_damaged_record_is_named_and_the_rest_is_exported(run, own, tmp_path, capsys):
    record = places(run, own, tmp_path)[0]["record"]
    octets = bytearray(only(own).read_bytes())
    octets[record["offset"] + 60] ^= 0xFF
    only(own).chmod(0o640)
    only(own).write_bytes(octets)
    capsys.readouterr()
    assert run("wacz", folder=own, out=tmp_path / "x.wacz") == 8
    said = capsys.readouterr()
    (damaged,) = json.loads(said.out)["damaged"]
    assert (damaged["file"], damaged["offset"]) == (str(only(own)), record["offset"])
    assert f"at {record['offset']}" in said.err
    assert list(check_package(tmp_path / "x.wacz")) == []


@pytest.mark.parametrize("form", ["jsonl", "csv", "text", "parquet"])
def test_rows_whose_file_is_cut_are_named_and_still_exported(run, own, tmp_path, form, capsys):
    last = places(run, own, tmp_path)[-1]["conversion"]
    os.truncate(only(own), last["offset"] + 5)
    capsys.readouterr()
    assert run(form, folder=own, out=tmp_path / "out") == 8
    answer = json.loads(capsys.readouterr().out)
    assert [(one["file"], one["offset"]) for one in answer["damaged"]] == [(str(only(own)), last["offset"])]
    assert answer["texts"] == 4


def test_all_files_gone_is_8_and_leaves_no_package(run, own, tmp_path):
    only(own).unlink()
    with pytest.raises(exporting.WarcError, match="nothing was written"):
        run("wacz", folder=own, out=tmp_path / "x.wacz")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


def test_no_secret_leaves_with_an_export(run, tmp_path):
    run("warc", out=tmp_path / "x.warc.gz")
    run("wacz", out=tmp_path / "x.wacz")
    with zipfile.ZipFile(tmp_path / "x.wacz") as package:
        warcs = [package.read(name) for name in package.namelist() if name.startswith("archive/")]
    for octets in (*warcs, (tmp_path / "x.warc.gz").read_bytes()):
        unpacked = subprocess.run(["gzip", "-dc"], input=octets, capture_output=True, check=True).stdout
        assert b"[redacted]" in unpacked
        assert b"canary-secret" not in unpacked


def test_day_that_ends_a_choice_is_within_it():
    now = datetime(2026, 11, 5, tzinfo=UTC)
    until = choice.choice_of(Wish(until="2026-11-03"), SimpleNamespace(), choice.Unknown(), Path(), now).until
    assert until == datetime(2026, 11, 4, tzinfo=UTC)


def command(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "crawler", "export", *words, f"--home={home}"]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home of 250 stories of some 20 kB."""
    dice = random.Random(5)
    home = Home(tmp_path_factory.mktemp("large") / "home")
    for number in range(250):
        text = " ".join(dice.choice(("قال", "المتحدث", "الطريق", "مفتوح", f"{dice.random()}")) for _ in range(2_000))
        home.add(str(number), text, date_published=datetime(2026, 1 + number % 11, 1, tzinfo=UTC))
    home.close()
    return home.folder


def tree(path: Path) -> dict[str, bytes]:
    if path.is_file():
        return {"": path.read_bytes()}
    files = (file for file in path.rglob("*") if file.is_file() and file.name != MANIFEST)
    return {str(file.relative_to(path)): file.read_bytes() for file in files}


@pytest.mark.slow
@pytest.mark.parametrize("form", ["jsonl", "csv", "text", "parquet", "wacz", "warc"])
def test_killed_export_leaves_a_draft_alone_and_the_next_is_whole(large, tmp_path, form):
    """R1: killed at seeded points; what has the name is whole, and nothing is to be done by hand."""
    seed = random.randrange(2**32)
    print("seed", seed)
    dice, out = random.Random(seed), tmp_path / "out"
    for _ in range(3):
        with subprocess.Popen(command(large, form, f"--out={out}"), cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            draft = out.with_name("out.draft")
            while process.poll() is None and not draft.exists():
                time.sleep(0.002)
            time.sleep(dice.uniform(0, 0.3))
            process.kill()
        if out.exists():  # it had its name by then, and so is whole
            assert len(tree(out)) in {1, 2, 3, 11, 251}
            subprocess.run(["rm", "-r", str(out)], check=True)
    done = subprocess.run(command(large, form, f"--out={out}"), cwd=ROOT, check=False)
    assert done.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
    export(form, Wish(out=tmp_path / "other"), home=large, json=True)
    if form in {"wacz", "warc"}:  # each says when it was made
        assert len(tree(out)) == len(tree(tmp_path / "other"))
        assert form == "warc" or list(check_package(out)) == []
    else:
        assert tree(out) == tree(tmp_path / "other")


@pytest.mark.slow
def test_reader_that_has_seen_enough_ends_it_quietly(large):
    words = " ".join(command(large, "jsonl"))
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {words} | head -1"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.slow
def test_interrupted_export_is_130_and_leaves_nothing(large, tmp_path):
    out = tmp_path / "out"
    with subprocess.Popen(command(large, "text", f"--out={out}"), cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        while not out.with_name("out.draft").exists() and process.poll() is None:
            time.sleep(0.002)
        with promptly(3):
            process.send_signal(signal.SIGINT)
            _, said = process.communicate()
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_two_exports_to_one_place_are_not_at_once(large, tmp_path):
    out = tmp_path / "out"
    with subprocess.Popen(command(large, "text", f"--out={out}"), cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        while not any(tmp_path.glob("out.draft/*")) and process.poll() is None:
            time.sleep(0.002)
        second = subprocess.run(command(large, "text", f"--out={out}"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert process.returncode == 0
    assert second.returncode in {2, 6}  # busy, or already done by then
    assert len(list(out.rglob("*.txt"))) == 250


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    with disk_of(1, tmp_path / "disk") as folder:
        yield folder


@pytest.mark.slow
@pytest.mark.parametrize("form", ["jsonl", "csv", "text", "parquet", "wacz", "warc"])
def test_full_disk_is_7_and_the_draft_is_removed(large, small_disk, form):
    (small_disk / "ballast").write_bytes(b"x" * 700_000)
    done = subprocess.run(
        command(large, form, f"--out={small_disk / 'out'}"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 7, done.stderr
    assert "Traceback" not in done.stderr
    assert "standard output" not in done.stderr
    assert sorted(path.name for path in small_disk.iterdir()) == ["ballast"]


def test_csv_of_the_command_is_read_by_csv(run, tmp_path):
    run("csv", out=tmp_path / "x.csv", bom=True)
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["url"].removeprefix(URL) for row in rows] == ["plain", "changed", "moved", "afp"]
    assert {row["record_filename"] for row in rows} == {rows[0]["record_filename"]}


def test_verify_looks_at_packages_too(run, tmp_path, capsys):
    run("wacz", out=tmp_path / "x.wacz")
    capsys.readouterr()
    assert verifying.verify([tmp_path], home=None, json=True) == 0
    octets = (tmp_path / "x.wacz").read_bytes()
    (tmp_path / "x.wacz").write_bytes(octets.replace("فتح".encode(), "سدد".encode()).replace(b"WARC/1.1", b"WARC/1.2"))
    (tmp_path / "torn.wacz").write_bytes(octets[:-100])
    flipped = bytearray(octets)
    flipped[2_000] ^= 1
    (tmp_path / "flipped.wacz").write_bytes(flipped)
    capsys.readouterr()
    assert verifying.verify([tmp_path], home=None, json=True) == 8
    faults = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {Path(one["file"]).relative_to(tmp_path).parts[0] for one in faults if "check" in one} == {
        "torn.wacz",
        "flipped.wacz",
    }
    assert {one["check"] for one in faults if "check" in one} == {"wacz"}
