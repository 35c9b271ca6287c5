"""Photos as the phone's page sends them: 2,048 on the long side, some hundred kilobytes, no two alike."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

from PIL import Image, ImageChops

SIZE = (2048, 1536)
PATCHES = (9, 8)
# How much of a picture is grain: from the JPEG of a bare wall to that of a kitchen.
GRAIN, QUALITY = (0.07, 0.13), 80


def take(folder: Path, count: int) -> list[Path]:
    """Of another time's photos they differ too: pictures that look alike are doubted."""
    chance = Random(os.urandom(8))
    grain = Image.effect_noise(SIZE, 64)
    return [_one(folder / f"{number}.jpg", chance, grain) for number in range(count)]


def _one(path: Path, chance: Random, grain: Image.Image) -> Path:
    """In the colours of JPEG, brightness and two of hue, of which none needs to be reckoned over."""
    brightness, *hues = (_patches(chance) for _ in range(3))
    shifted = ImageChops.offset(grain, chance.randrange(SIZE[0]), chance.randrange(SIZE[1]))
    picture = Image.merge("YCbCr", (Image.blend(brightness, shifted, chance.uniform(*GRAIN)), *hues))
    picture.save(path, "JPEG", quality=QUALITY)
    return path


def _patches(chance: Random) -> Image.Image:
    small = Image.frombytes("L", PATCHES, chance.randbytes(PATCHES[0] * PATCHES[1]))
    return small.resize(SIZE, Image.Resampling.BILINEAR)
