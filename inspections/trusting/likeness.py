"""What a photo looks like, as one number: alike for pictures that look alike, whatever their file (F28)."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

# Without the lower part: the stamp of time and place stands there, and is another on every photo.
KEPT = 0.85
# A bit for each pair of neighbours in a row, 64 in all.
ACROSS, DOWN = 9, 8
# A JPEG is read no finer than this: the picture shrinks to 9 by 8 anyway.
READ_AS = (256, 256)


def likeness_of(content: bytes) -> int | None:
    """A difference hash as PostgreSQL's bigint; None for what is no picture, or too large a one to be a photo."""
    try:
        with Image.open(BytesIO(content)) as picture:
            picture.draft("L", READ_AS)
            upright = ImageOps.exif_transpose(picture).convert("L")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    kept = upright.crop((0, 0, upright.width, max(1, int(upright.height * KEPT))))
    grey = kept.resize((ACROSS, DOWN), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for start in range(0, ACROSS * DOWN, ACROSS):
        row = grey[start : start + ACROSS]
        for left, right in zip(row, row[1:], strict=False):
            bits = bits << 1 | (left > right)
    return int.from_bytes(bits.to_bytes(8, "big"), "big", signed=True)
