"""The archive: a tar stream, sealed by a passphrase or a key that lies elsewhere, written and read in one pass.

"NHBK1", kind of key, salt    then, sealed (core.sealing.streams):
manifest.json                 when, whose keys, rows by table
database/000000 …             pg_dump's output in pieces
files/…                       the sealed files as they lie on the disk
end                           all before it was written to its end
"""

from __future__ import annotations

import base64
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from core.sealing.numbers import SealBroken
from core.sealing.streams import SealedReader, SealedWriter

MAGIC = b"NHBK1"
PASSPHRASE, KEY = b"P", b"K"
SALT = 16
SHORTEST_PASSPHRASE = 12
BLOCK = 1024 * 1024
MANIFEST, END, DATABASE, FILES = "manifest.json", "end", "database/", "files/"
PASSPHRASE_NAME, KEY_NAME = "PORTAL_BACKUP_PASSPHRASE", "PORTAL_BACKUP_KEY"


class BackupFailed(Exception):
    """Its text is the sentence for whoever runs the command."""


def _given_key(kind: bytes, salt: bytes) -> bytes:
    """What the environment gives, made into 32 bytes. Raises BackupFailed."""
    name = PASSPHRASE_NAME if kind == PASSPHRASE else KEY_NAME
    text = os.environ.get(name, "")
    if not text:
        raise BackupFailed(f"这个备份须用环境变量 {name} 打开，现在没有给出。")
    if kind == PASSPHRASE:
        return Scrypt(salt, 32, 2**16, 8, 1).derive(text.encode())
    return _decoded(text)


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise BackupFailed(f"环境变量 {KEY_NAME} 应是 32 字节的 Base64。")
    return key


def _kind_given() -> bytes:
    passphrase, key = os.environ.get(PASSPHRASE_NAME), os.environ.get(KEY_NAME)
    if bool(passphrase) == bool(key):
        raise BackupFailed(f"请用环境变量 {PASSPHRASE_NAME}（口令）或 {KEY_NAME}（32 字节的 Base64）给出其中一个。")
    if passphrase and len(passphrase) < SHORTEST_PASSPHRASE:
        raise BackupFailed(f"{PASSPHRASE_NAME} 太短，至少 {SHORTEST_PASSPHRASE} 个字符。")
    return PASSPHRASE if passphrase else KEY


class ArchiveWriter:
    def __init__(self, target: IO[bytes]) -> None:
        kind, salt = _kind_given(), os.urandom(SALT)
        key = _given_key(kind, salt)
        target.write(MAGIC + kind + salt)
        self._sealed = SealedWriter(target, "backup", key, "backup")
        self._tar = tarfile.open(fileobj=self._sealed, mode="w|", bufsize=BLOCK)  # noqa: SIM115
        self.pieces = self.files = 0

    def manifest(self, content: dict[str, Any]) -> None:
        text = json.dumps(content, ensure_ascii=False).encode()
        self._add(MANIFEST, io.BytesIO(text), len(text))

    def piece(self, content: bytes) -> None:
        self._add(f"{DATABASE}{self.pieces:06}", io.BytesIO(content), len(content))
        self.pieces += 1

    def file(self, name: str, path: Path) -> None:
        """One that is swept meanwhile is left out: nothing refers to it any more."""
        try:
            source = path.open("rb")
        except FileNotFoundError:
            return
        with source:
            self._add(f"{FILES}{name}", source, os.fstat(source.fileno()).st_size)
        self.files += 1

    def close(self) -> None:
        self._add(END, io.BytesIO(), 0)
        self._tar.close()
        self._sealed.close()

    def _add(self, name: str, content: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size = size
        self._tar.addfile(member, content)


class ArchiveReader:
    """Gives its members in order; whoever reads to the end knows that nothing was changed or cut."""

    def __init__(self, source: IO[bytes]) -> None:
        head = source.read(len(MAGIC) + 1 + SALT)
        if not head.startswith(MAGIC):
            raise BackupFailed("这不是暖户的备份文件。")
        kind, salt = head[len(MAGIC) : len(MAGIC) + 1], head[len(MAGIC) + 1 :]
        key = _given_key(kind, salt)
        with telling():
            sealed = io.BufferedReader(SealedReader(source, {"backup": key}, "backup"), BLOCK)
            self._tar = tarfile.open(fileobj=sealed, mode="r|", bufsize=BLOCK)  # noqa: SIM115
            self.manifest: dict[str, Any] = json.load(self._next(MANIFEST))

    def members(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Pieces of the database, then files. Raises BackupFailed where something is changed or missing."""
        with telling():
            while member := self._tar.next():
                if member.name == END:
                    return
                content = self._tar.extractfile(member)
                assert content
                yield member.name, content
        raise BackupFailed("备份不完整：没有结尾。")

    def _next(self, name: str) -> IO[bytes]:
        member = self._tar.next()
        content = self._tar.extractfile(member) if member and member.name == name else None
        if content is None:
            raise BackupFailed(f"备份的开头缺少 {name}。")
        return content


@contextmanager
def telling() -> Iterator[None]:
    """What is found spoilt while a member is read says the same as what is found between two of them."""
    try:
        yield
    except (SealBroken, tarfile.ReadError):
        raise BackupFailed("备份打不开：口令或密钥不对，或者文件被改动、不完整。") from None
