"""How are skies, hills, water and light painted? Brushes for the pictures of the demonstration."""

import math
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Stop = tuple[float, Colour]
WIDTH, HEIGHT = 1280, 720
WHITE: Colour = (255, 255, 255)
GRAIN = 5


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """``one`` with so much of the other (0 to 1) in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def gradient(stops: Sequence[Stop], height: int = HEIGHT) -> Image.Image:
    """A vertical gradient; each stop is a place from 0 (top) to 1 and a colour."""
    places = (y / max(height - 1, 1) for y in range(height))
    column = Image.frombytes(
        "RGB", (1, height), bytes(part for place in places for part in _between(stops, place))
    )
    return column.resize((WIDTH, height), Image.Resampling.NEAREST)


def _between(stops: Sequence[Stop], place: float) -> Colour:
    for (start, one), (end, other) in pairwise(stops):
        if place <= end:
            return mixed(one, other, (place - start) / (end - start or 1))
    return stops[-1][1]


def glow(picture: Image.Image, centre: tuple[int, int], radius: int, colour: Colour) -> None:
    """A sun or a moon with light around it."""
    for size, strength, blur in ((radius * 6, 70, radius * 2), (radius * 3, 90, radius), (radius, 255, 1.2)):
        reach = size + round(blur * 3)
        mask = Image.new("L", (reach * 2, reach * 2))
        ImageDraw.Draw(mask).ellipse((reach - size, reach - size, reach + size, reach + size), fill=strength)
        mask = mask.filter(ImageFilter.GaussianBlur(blur))
        picture.paste(colour, (centre[0] - reach, centre[1] - reach), mask)


def ridge(random: Random, level: float, roughness: float, waves: int = 7) -> list[float]:
    """The height of a mountain line for each pixel column, in pixels from the top."""
    parts = []
    for wave in range(1, waves + 1):
        frequency = wave * random.uniform(0.7, 1.3) * math.tau / WIDTH
        parts.append((roughness / wave**1.25, frequency, random.uniform(0, math.tau)))
    return [
        level - sum(size * math.sin(frequency * x + phase) for size, frequency, phase in parts)
        for x in range(WIDTH)
    ]


def below(line: Sequence[float], bottom: int = HEIGHT) -> Image.Image:
    """The mask of everything under a line, drawn twice as large so that its edge is smooth."""
    mask = Image.new("L", (WIDTH * 2, HEIGHT * 2))
    points = [(x * 2.0, y * 2) for x, y in enumerate(line)]
    outline = [(0.0, bottom * 2.0), *points, (WIDTH * 2.0, bottom * 2.0)]
    ImageDraw.Draw(mask).polygon(outline, fill=255)
    return mask.reduce(2)


def land(
    picture: Image.Image, line: Sequence[float], top: Colour, foot: Colour, bottom: int = HEIGHT
) -> None:
    """Ground under a line, from one colour at its crest to another at its foot."""
    crest = max(0.0, min(line)) / HEIGHT
    fill = gradient([(0, top), (crest, top), (max(bottom / HEIGHT, crest + 0.01), foot), (1.01, foot)])
    picture.paste(fill, mask=below(line, bottom))


def mist(picture: Image.Image, middle: int, spread: int, strength: int, colour: Colour = WHITE) -> None:
    """A band of mist, thickest in the middle."""
    shades = (round(strength * math.exp(-(((y - middle) / spread) ** 2))) for y in range(HEIGHT))
    column = Image.frombytes("L", (1, HEIGHT), bytes(shades))
    picture.paste(colour, mask=column.resize((WIDTH, HEIGHT), Image.Resampling.NEAREST))


def clouds(picture: Image.Image, random: Random, colour: Colour, count: int = 9, strength: int = 120) -> None:
    """Long soft clouds in the upper sky."""
    mask = Image.new("L", picture.size)
    brush = ImageDraw.Draw(mask)
    for _ in range(count):
        x, y = random.randrange(-100, WIDTH), random.randrange(30, HEIGHT // 3)
        for _ in range(8):
            width, height = random.randrange(90, 300), random.randrange(5, 16)
            left, top = x + random.randrange(-160, 160), y + random.randrange(-14, 14)
            brush.ellipse(
                (left, top, left + width, top + height), fill=random.randrange(strength // 3, strength)
            )
    picture.paste(colour, mask=mask.filter(ImageFilter.GaussianBlur(11)))


def reflect(picture: Image.Image, shore: int, tint: Colour, share: float, random: Random) -> None:
    """Water below ``shore``: what stands above it, upside down, blurred, tinted and rippled."""
    depth = HEIGHT - shore
    above = picture.crop((0, max(0, shore - depth), WIDTH, shore)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    water = above.resize((WIDTH, depth)).filter(ImageFilter.GaussianBlur(3))
    water = Image.blend(water, Image.new("RGB", water.size, tint), share)
    rippled = Image.new("RGB", water.size)
    for y in range(depth):
        shift = round(math.sin(y * 0.55) * (1 + y / 60) + random.uniform(-1, 1) * y / 90)
        strip = water.crop((0, y, WIDTH, y + 1))
        rippled.paste(strip, (0, y))
        rippled.paste(strip, (shift, y))
    picture.paste(rippled.filter(ImageFilter.GaussianBlur(0.8)), (0, shore))
    _glints(picture, shore, random)


def _glints(picture: Image.Image, shore: int, random: Random) -> None:
    mask = Image.new("L", picture.size)
    brush = ImageDraw.Draw(mask)
    for _ in range(190):
        y = shore + int((HEIGHT - shore) * random.random() ** 1.4)
        width = 14 + (y - shore) * random.uniform(0.1, 0.7)
        x = random.uniform(-40, WIDTH)
        brush.line((x, y, x + width, y), fill=random.randrange(12, 46), width=1 + (y - shore) // 160)
    picture.paste(WHITE, mask=mask.filter(ImageFilter.GaussianBlur(0.8)))


def layer() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty mask of twice the size to draw fine shapes on; ``stamp`` puts it on the picture."""
    mask = Image.new("L", (WIDTH * 2, HEIGHT * 2))
    return mask, ImageDraw.Draw(mask)


def stamp(picture: Image.Image, mask: Image.Image, colour: Colour | Image.Image, blur: float = 0) -> None:
    small = mask.reduce(2)
    picture.paste(colour, None, small.filter(ImageFilter.GaussianBlur(blur)) if blur else small)


def grained(picture: Image.Image, random: Random) -> Image.Image:
    """The picture with a little grain, so that wide skies show no bands."""
    noise = Image.frombytes("L", (WIDTH, HEIGHT), random.randbytes(WIDTH * HEIGHT))
    light = noise.point(lambda value: value * GRAIN // 255)
    return ImageChops.subtract(picture, Image.merge("RGB", (light, light, light)))
