"""The few files of the npm packages that pages use: the packages hold a thousand more, some naming files they lack."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage

# <prefix of STATICFILES_DIRS>/<path in the package's dist>. A map is named by its file and must be there.
USED = (
    "tabler/css/tabler.min.css*",
    "tabler/js/tabler.min.js*",
    "htmx/htmx.min.js",
    "echarts/echarts.min.js",
    "leaflet/leaflet.js*",
    "leaflet/leaflet.css",
    "leaflet/images/*",
    "tom-select/js/tom-select.complete.min.js*",
    "jsqr/jsQR.js",
    "signature_pad/signature_pad.umd.min.js*",
    "idb-keyval/umd.js",
    "tom-select/css/tom-select.bootstrap5.min.css*",
)


def is_used(prefix: str | None, path: str) -> bool:
    """Files of our own (no prefix) always are."""
    return not prefix or any(fnmatchcase(f"{prefix}/{path}", pattern) for pattern in USED)


class AssetFinder(FileSystemFinder):
    """Django's finder over STATICFILES_DIRS, blind to what is not used."""

    def find_location(self, root: str, path: str, prefix: str | None = None) -> str | None:
        inside = path.removeprefix(f"{prefix}/")
        return super().find_location(root, path, prefix) if is_used(prefix, inside) else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for path, storage in super().list(ignore_patterns):
            if is_used(storage.prefix, path):
                yield path, storage
