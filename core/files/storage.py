"""Files at rest are sealed like personal numbers are: whoever takes the disk has nothing to read."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage

from core.sealing.numbers import current_key
from core.sealing.streams import SealedReader, SealedWriter, key_id_of


class OpenedFile(File):  # type: ignore[type-arg]
    """A sealed file as its readers see it: plain bytes, its plain size, able to seek."""

    def __init__(self, reader: SealedReader, name: str) -> None:
        super().__init__(io.BufferedReader(reader), name)
        self.size = reader.size


class SealedFileStorage(FileSystemStorage):
    def _open(self, name: str, mode: str = "rb") -> OpenedFile:
        if mode != "rb":
            raise ValueError("Sealed files are written whole, by save()")
        source = open(self.path(name), "rb")  # noqa: SIM115 - closed with what it is opened as
        try:
            return OpenedFile(SealedReader(source, settings.SEAL_KEYS, name), name)
        except BaseException:
            source.close()
            raise

    def _save(self, name: str, content: File[Any]) -> str:
        content.seek(0)
        with self._written(name) as target:
            for chunk in content.chunks():
                target.write(chunk)
        return name

    def size(self, name: str) -> int:
        with self.open(name) as file:
            return file.size

    def reseal(self, name: str) -> bool:
        """Seal an old file with the current key; who reads it meanwhile reads on. False if there was nothing to do."""
        with open(self.path(name), "rb") as file:
            if key_id_of(file) == current_key():
                return False
        with self.open(name) as old, self._written(name) as target:
            for chunk in old.chunks():
                target.write(chunk)
        return True

    @contextmanager
    def _written(self, name: str) -> Iterator[IO[bytes]]:
        """Beside and renamed: a file is there whole or not at all."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        building = path.with_name(f"{path.name}.{os.getpid()}.building")
        try:
            with open(os.open(building, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                with SealedWriter(file, current_key(), settings.SEAL_KEYS[current_key()], name) as target:
                    yield target  # type: ignore[misc]
                file.flush()
                os.fsync(file.fileno())
            building.rename(path)
        finally:
            building.unlink(missing_ok=True)
