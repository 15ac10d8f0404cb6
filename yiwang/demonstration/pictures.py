"""What pictures does the demonstration show? Calm landscapes of a city that does not exist."""

import io
import math
from collections.abc import Callable, Mapping
from functools import cache
from random import Random

from PIL import Image

from yiwang.demonstration import shapes
from yiwang.demonstration.canvas import (
    HEIGHT,
    WHITE,
    WIDTH,
    below,
    clouds,
    glow,
    gradient,
    grained,
    land,
    layer,
    mist,
    mixed,
    reflect,
    ridge,
    stamp,
)
from yiwang.demonstration.skies import DAWN, DAY, DUSK, NIGHT, Sky

VARIANTS = 3
QUALITY = 86
LIGHTS = (DAWN, DAY, DUSK)
GREEN_LIGHTS = (DAY, DAWN, DAY)
GREEN = frozenset({"hills", "terraces", "fields", "tree"})

ALTERNATIVES: Mapping[str, str] = {
    "lake": "澄湖与远山（插图）",
    "hills": "云雾中的云麓山（插图）",
    "city": "湖岸上的城市（插图）",
    "dusk": "暮色里的云泽（插图）",
    "night": "夜晚的城市灯火（插图）",
    "bridge": "澜江上的大桥（插图）",
    "terraces": "山间梯田（插图）",
    "reeds": "湖边的芦苇（插图）",
    "oldtown": "老城的屋檐（插图）",
    "fields": "平原上的稻田（插图）",
    "tree": "山坡上的古樟（插图）",
    "birds": "湖面上的候鸟（插图）",
}


@cache
def painted(scene: str, variant: int) -> bytes:
    """A JPEG of 1280 by 720 pixels; the same scene and variant give the same picture every time."""
    random = Random(f"{scene}-{variant}")  # noqa: S311 - brush strokes, no secret
    lights = GREEN_LIGHTS if scene in GREEN else LIGHTS
    sky = {"night": NIGHT, "dusk": DUSK}.get(scene, lights[variant % len(lights)])
    picture = gradient(sky.stops)
    SCENES[scene](picture, random, sky)
    stream = io.BytesIO()
    grained(picture, random).save(stream, "JPEG", quality=QUALITY)
    return stream.getvalue()


def _backdrop(picture: Image.Image, random: Random, sky: Sky, horizon: int, ranges: int = 3) -> None:
    """Sun, clouds and ranges of hills that fade into the distance."""
    sun = (random.randrange(WIDTH // 5, WIDTH * 4 // 5), horizon - random.randrange(120, 200))
    glow(picture, sun, 34, sky.light)
    clouds(picture, random, mixed(sky.light, WHITE, 0.4))
    for number in range(ranges):
        nearness = (number + 1) / ranges
        crest = mixed(sky.haze, sky.hill, nearness * 0.85)
        line = ridge(random, horizon - 96 + 78 * nearness, 62 * (1.15 - nearness * 0.45))
        land(picture, line, crest, mixed(crest, sky.haze, 0.55), horizon + 30)
        mist(picture, horizon - 20 + number * 8, 30, 70, sky.haze)


def _lake(picture: Image.Image, random: Random, sky: Sky) -> None:
    shore = 430
    _backdrop(picture, random, sky, shore)
    reflect(picture, shore, sky.water, 0.3, random)
    shapes.boat(picture, random.randrange(300, 900), 560, sky.dark)


def _hills(picture: Image.Image, random: Random, sky: Sky) -> None:
    glow(picture, (random.randrange(250, 1000), 130), 30, sky.light)
    clouds(picture, random, mixed(sky.light, WHITE, 0.4))
    for number in range(7):
        nearness = (number + 1) / 7
        line = ridge(random, 250 + 72 * number, 76 - number * 4, 9)
        crest, foot = mixed(sky.haze, sky.hill, nearness), mixed(sky.haze, sky.hill, nearness * 0.45)
        land(picture, line, crest, foot)
        mist(picture, 345 + 72 * number, 36, 110 - number * 9, sky.haze)


def _city(picture: Image.Image, random: Random, sky: Sky) -> None:
    shore = 470
    _backdrop(picture, random, sky, shore, ranges=2)
    far = mixed(sky.haze, sky.hill, 0.45)
    shapes.towers(picture, random, shore, (far, mixed(far, sky.haze, 0.7)), 170)
    mist(picture, shore - 30, 50, 130, sky.haze)
    near = mixed(sky.hill, sky.haze, 0.12)
    shapes.towers(picture, random, shore, (near, mixed(near, sky.haze, 0.5)), 240)
    shapes.trees(picture, random, shore, mixed(sky.hill, sky.dark, 0.6))
    reflect(picture, shore, sky.water, 0.35, random)


def _dusk(picture: Image.Image, random: Random, sky: Sky) -> None:
    shore = 500
    glow(picture, (random.randrange(400, 900), shore - 110), 44, sky.light)
    clouds(picture, random, mixed(sky.light, sky.haze, 0.3), 14, 150)
    for number in range(3):
        line = ridge(random, shore - 90 + 36 * number, 46 - 8 * number)
        land(picture, line, mixed(sky.haze, sky.hill, 0.35 + number * 0.25), sky.hill, shore + 20)
    reflect(picture, shore, sky.water, 0.22, random)
    shapes.reeds(picture, random, sky.dark, 40)


def _night(picture: Image.Image, random: Random, sky: Sky) -> None:
    shore = 480
    shapes.stars(picture, random)
    glow(picture, (random.randrange(250, 1100), 110), 20, (226, 222, 206))
    land(picture, ridge(random, shore - 90, 52), sky.hill, mixed(sky.hill, sky.haze, 0.5), shore + 20)
    for height, share in ((190, 0.55), (270, 0.0)):
        colour = mixed(sky.dark, sky.haze, share)
        row = shapes.towers(picture, random, shore, (colour, mixed(colour, sky.haze, 0.35)), height)
        shapes.windows(picture, random, row, shore)
    reflect(picture, shore, sky.water, 0.25, random)


def _bridge(picture: Image.Image, random: Random, sky: Sky) -> None:
    shore = 470
    _backdrop(picture, random, sky, shore)
    reflect(picture, shore + 20, sky.water, 0.3, random)
    shapes.suspended_bridge(picture, random, shore - 20, mixed(sky.dark, sky.hill, 0.35))


def _terraces(picture: Image.Image, random: Random, sky: Sky) -> None:
    """Bands along one slope, narrow and far at the top, wide at the foot; some stand under water."""
    horizon = 270
    _backdrop(picture, random, sky, horizon, ranges=2)
    slope, bumps = ridge(random, 0, 40, 2), ridge(random, 0, 13, 5)
    for number in range(20):
        nearness = number / 19
        level = horizon + 24 + 430 * nearness**1.35
        line = [level + slope[x] * (0.5 + nearness) + bumps[x] * nearness for x in range(WIDTH)]
        green = mixed(mixed(sky.field, sky.haze, 0.45 * (1 - nearness)), sky.dark, 0.16 * (number % 3))
        top = mixed(sky.stops[1][1], sky.light, 0.45) if number % 3 == 1 else green
        land(picture, line, mixed(green, sky.dark, 0.35), mixed(green, sky.dark, 0.35))
        land(picture, [y + 3 + 3 * nearness for y in line], top, mixed(top, green, 0.3))
    mist(picture, horizon + 14, 34, 120, sky.haze)


def _reeds(picture: Image.Image, random: Random, sky: Sky) -> None:
    shore = 420
    _backdrop(picture, random, sky, shore)
    reflect(picture, shore, sky.water, 0.25, random)
    shapes.reeds(picture, random, mixed(sky.dark, sky.field, 0.25), 130)


def _oldtown(picture: Image.Image, random: Random, sky: Sky) -> None:
    _backdrop(picture, random, sky, 430, ranges=2)
    shore = 580
    rows = ((500, mixed(sky.haze, sky.hill, 0.7)), (545, mixed(sky.hill, sky.dark, 0.35)), (590, sky.dark))
    for base, roof in rows:
        wall = mixed(sky.haze, roof, 0.16)
        x = -random.randrange(60, 140)
        while x < WIDTH:
            width = random.randrange(150, 260)
            shapes.house(picture, (x, base - random.randrange(60, 120), width, shore), (roof, wall), sky)
            x += width - 14
        mist(picture, base - 8, 24, 60, sky.haze)
    reflect(picture, shore, sky.water, 0.35, random)


def _fields(picture: Image.Image, random: Random, sky: Sky) -> None:
    horizon = 330
    _backdrop(picture, random, sky, horizon)
    ground = gradient([(0, sky.field), (0.45, mixed(sky.field, WHITE, 0.25)), (1, sky.field)])
    picture.paste(ground, mask=below([horizon] * WIDTH))
    mask, brush = layer()
    vanishing = random.randrange(800, 1700)
    for number in range(-40, 41):
        head, foot = (vanishing + number * 6, horizon * 2), vanishing + number * 150
        brush.polygon([head, (foot, HEIGHT * 2), (foot + 66, HEIGHT * 2)], fill=110)
    stamp(picture, mask, mixed(sky.field, sky.dark, 0.5), 0.8)
    shapes.trees(picture, random, horizon + 4, mixed(sky.hill, sky.dark, 0.3))
    mist(picture, horizon + 6, 20, 90, sky.haze)


def _tree(picture: Image.Image, random: Random, sky: Sky) -> None:
    _backdrop(picture, random, sky, 580)
    line = [600 - 110 * math.exp(-(((x - 640) / 460) ** 2)) for x in range(WIDTH)]
    land(picture, line, mixed(sky.field, sky.hill, 0.3), mixed(sky.field, sky.dark, 0.35))
    mask, brush = layer()
    brush.polygon([(1236, 1000), (1262, 640), (1300, 640), (1334, 1000)], fill=255)
    stamp(picture, mask, mixed(sky.dark, (70, 50, 40), 0.4))
    for number, shade in enumerate((0.62, 0.42, 0.22)):
        shapes.crown(picture, random, mixed(sky.field, sky.dark, shade), number * 34)


def _birds(picture: Image.Image, random: Random, sky: Sky) -> None:
    shore = 470
    _backdrop(picture, random, sky, shore)
    reflect(picture, shore, sky.water, 0.25, random)
    shapes.flock(picture, random, sky.dark)
    shapes.reeds(picture, random, sky.dark, 50)


SCENES: Mapping[str, Callable[[Image.Image, Random, Sky], None]] = {
    "lake": _lake,
    "hills": _hills,
    "city": _city,
    "dusk": _dusk,
    "night": _night,
    "bridge": _bridge,
    "terraces": _terraces,
    "reeds": _reeds,
    "oldtown": _oldtown,
    "fields": _fields,
    "tree": _tree,
    "birds": _birds,
}
