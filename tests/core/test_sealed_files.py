"""Files at rest: sealed, whole or refused, read anywhere, in constant memory."""

from __future__ import annotations

import io
import itertools
import os
import secrets
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from core.files.storage import SealedFileStorage
from core.sealing.numbers import SealBroken
from core.sealing.streams import CHUNK, SealedReader, SealedWriter

KEY = secrets.token_bytes(32)
NAMES = (f"aa/bb/{number}" for number in itertools.count())


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Any:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def keep(content: bytes) -> str:
    return default_storage.save(next(NAMES), ContentFile(content))


def at_rest(name: str) -> Path:
    return Path(default_storage.path(name))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17])
def test_a_file_comes_back_as_it_went_in(size: int) -> None:
    content = os.urandom(size)

    name = keep(content)

    with default_storage.open(name) as file:
        assert file.read() == content
    assert default_storage.size(name) == size


def test_nothing_of_it_can_be_read_on_the_disk() -> None:
    name = keep("身份证复印件 130102199001011234".encode() * 100)

    raw = at_rest(name).read_bytes()

    assert b"130102199001011234" not in raw
    assert "身份证".encode() not in raw
    assert at_rest(name).stat().st_mode & 0o077 == 0


def test_the_same_file_twice_looks_different() -> None:
    assert at_rest(keep(b"x" * 1000)).read_bytes() != at_rest(keep(b"x" * 1000)).read_bytes()


def damage(path: Path, place: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)


@pytest.mark.parametrize("place", [10, 40, -1, CHUNK + 60])
def test_a_changed_bit_is_noticed(place: int) -> None:
    name = keep(os.urandom(2 * CHUNK))

    damage(at_rest(name), place)

    with default_storage.open(name) as file, pytest.raises(SealBroken):
        file.read()


@pytest.mark.parametrize("cut", [1, 16, CHUNK // 2, CHUNK + 16])
def test_a_cut_is_noticed_also_between_two_chunks(cut: int) -> None:
    name = keep(os.urandom(3 * CHUNK))
    whole = at_rest(name).read_bytes()

    at_rest(name).write_bytes(whole[:-cut])

    with pytest.raises(SealBroken), default_storage.open(name) as file:
        file.read()


@pytest.mark.parametrize("left", [0, 3, 4, 5, 6, 20])
def test_a_file_cut_within_its_head_is_noticed(left: int) -> None:
    name = keep(b"x")
    whole = at_rest(name).read_bytes()

    at_rest(name).write_bytes(whole[:left])

    with pytest.raises(SealBroken), default_storage.open(name) as file:
        file.read()


def test_two_chunks_cannot_be_exchanged() -> None:
    name = keep(os.urandom(3 * CHUNK))
    raw = at_rest(name).read_bytes()
    head, body = raw[: -3 * (CHUNK + 16)], raw[-3 * (CHUNK + 16) :]
    first, second, third = (body[start : start + CHUNK + 16] for start in range(0, len(body), CHUNK + 16))

    at_rest(name).write_bytes(head + second + first + third)

    with default_storage.open(name) as file, pytest.raises(SealBroken):
        file.read()


def test_two_files_cannot_be_exchanged() -> None:
    mine, other = keep(b"mine"), keep(b"other")

    at_rest(mine).write_bytes(at_rest(other).read_bytes())

    with default_storage.open(mine) as file, pytest.raises(SealBroken):
        file.read()


def test_a_plain_file_put_there_is_refused() -> None:
    name = keep(b"x")
    at_rest(name).write_bytes(b"<script>")

    with pytest.raises(SealBroken, match="不是封存的文件"):
        default_storage.open(name)


def test_a_file_whose_key_is_gone_says_so() -> None:
    name = keep(b"x")

    with override_settings(SEAL_KEYS={"new": KEY}), pytest.raises(SealBroken, match="没有编号为“1”的封存密钥"):
        default_storage.open(name)


def test_a_workbook_can_be_read_out_of_it() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("big", os.urandom(200_000))
        archive.writestr("small", b"text")

    with default_storage.open(keep(content.getvalue())) as file, zipfile.ZipFile(file) as archive:
        assert archive.read("small") == b"text"


@given(
    size=st.integers(0, 3 * CHUNK),
    reads=st.lists(st.tuples(st.integers(0, 4 * CHUNK), st.integers(0, 2 * CHUNK)), max_size=5),
)
def test_reading_anywhere_gives_what_stands_there(size: int, reads: list[tuple[int, int]]) -> None:
    content = random_bytes(size)
    sealed = io.BytesIO()
    with SealedWriter(sealed, "1", KEY, "n") as writer:
        writer.write(content)
    sealed.seek(0)

    reader = io.BufferedReader(SealedReader(sealed, {"1": KEY}, "n"))

    for place, length in reads:
        reader.seek(place)
        assert reader.read(length) == content[place : place + length]


def random_bytes(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def test_a_failed_save_leaves_nothing(files: Path) -> None:
    class Broken(ContentFile):  # type: ignore[type-arg]
        def chunks(self, chunk_size: int | None = None) -> Any:
            yield b"half"
            raise OSError("the browser went away")

    with pytest.raises(OSError, match="went away"):
        default_storage.save(next(NAMES), Broken(b""))

    assert [path for path in files.rglob("*") if path.is_file()] == []


def test_resealing_keeps_content_and_whoever_reads(settings: Any) -> None:
    content = os.urandom(2 * CHUNK)
    name = keep(content)
    storage = SealedFileStorage()
    with storage.open(name) as reading, override_settings(SEAL_KEYS={"new": KEY, **settings.SEAL_KEYS}):
        assert storage.reseal(name)
        assert not storage.reseal(name)

        assert reading.read() == content
    with override_settings(SEAL_KEYS={"new": KEY}), storage.open(name) as file:
        assert file.read() == content


MEMORY = """
import resource, sys
from core.sealing.streams import SealedReader, SealedWriter
path, key = sys.argv[1], bytes(32)
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
piece = bytes(1024 * 1024)
with open(path, "wb") as target, SealedWriter(target, "1", key, "n") as writer:
    for _ in range(300):
        writer.write(piece)
reader = SealedReader(open(path, "rb"), {"1": key}, "n")
assert reader.size == 300 * len(piece)
while reader.read(1024 * 1024):
    pass
print((peak() - before) // 1024)
"""


def test_a_large_file_takes_no_more_memory_than_a_small_one(files: Path) -> None:
    """300 MB written and read; megabytes that the process grew by."""
    told = subprocess.run(
        [sys.executable, "-c", MEMORY, files / "large"], capture_output=True, text=True, check=False, env=_environment()
    )

    assert told.stderr == ""
    assert int(told.stdout) < 20


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "DJANGO_SETTINGS_MODULE": "config.settings"}
