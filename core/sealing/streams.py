"""Sealed bytes of any length, written and read in constant memory: AES-GCM by the chunk.

    head: "NHF1", length of the key's id, the key's id, salt       (the salt makes a key for this file alone)
    then chunks of 64 KiB, each sealed under its number; the last one is marked, so that a cut shows

The name of what is sealed goes into its key: two files cannot be exchanged for one another.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.sealing.numbers import SealBroken

MAGIC = b"NHF1"
SALT = 16
CHUNK = 65536
TAG = 16


def _cipher(key: bytes, salt: bytes, name: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, f"file:{name}".encode()).derive(key))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def key_id_of(file: IO[bytes]) -> str:
    """Which key sealed it; reads the head. Raises SealBroken."""
    if file.read(len(MAGIC)) != MAGIC or not (length := file.read(1)):
        raise SealBroken("不是封存的文件。")
    return file.read(length[0]).decode("ascii", "replace")


class SealedWriter(io.RawIOBase):
    """Seals what is written to it into `target`, which stays open."""

    def __init__(self, target: IO[bytes], key_id: str, key: bytes, name: str) -> None:
        self._target = target
        self._cipher = _cipher(key, salt := os.urandom(SALT), name)
        self._waiting = bytearray()
        self._number = 0
        target.write(MAGIC + bytes([len(key_id)]) + key_id.encode() + salt)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """One full chunk is always kept back: it may be the last."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._waiting), is_last=True)
        super().close()

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, is_last), chunk, None))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Opens a sealed file; can seek. Raises SealBroken where it was changed or cut, or its key is unknown."""

    def __init__(self, source: IO[bytes], keys: Mapping[str, bytes], name: str) -> None:
        self._source, self._name = source, name
        key_id = key_id_of(source)
        if key_id not in keys:
            raise SealBroken(f"没有编号为“{key_id}”的封存密钥，文件打不开。")
        self._cipher = _cipher(keys[key_id], source.read(SALT), name)
        self._begin = source.tell()
        body = source.seek(0, io.SEEK_END) - self._begin
        self._chunks = max(1, -(-body // (CHUNK + TAG)))
        self.size = body - self._chunks * TAG
        self._position = 0
        self._open_number = -1
        self._opened = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        number, offset = divmod(self._position, CHUNK)
        if number and self._position >= self.size:
            return 0
        piece = self._chunk(number)[offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        self._source.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if number != self._open_number:
            self._source.seek(self._begin + number * (CHUNK + TAG))
            try:
                nonce = _nonce(number, number == self._chunks - 1)
                self._opened = self._cipher.decrypt(nonce, self._source.read(CHUNK + TAG), None)
            except InvalidTag:
                raise SealBroken(f"文件 {self._name} 的内容被改动或不完整。") from None
            self._open_number = number
        return self._opened
