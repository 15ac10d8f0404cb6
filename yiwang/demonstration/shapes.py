"""How are boats, towers, houses, reeds and birds drawn? Shapes for the pictures of the demonstration."""

import math
from random import Random

from PIL import Image, ImageDraw

from yiwang.demonstration.canvas import HEIGHT, WHITE, WIDTH, Colour, gradient, layer, mixed, stamp
from yiwang.demonstration.skies import Sky

LAMPS: Colour = (255, 220, 150)
Tower = tuple[int, int, int]  # left edge, top, width


def boat(picture: Image.Image, x: int, y: int, colour: Colour) -> None:
    """A small boat with somebody standing in it."""
    mask, brush = layer()
    left, top = x * 2, y * 2
    hull = [(left - 100, top - 14), (left + 104, top - 16), (left + 64, top + 8), (left - 64, top + 8)]
    brush.polygon(hull, fill=255)
    brush.line((left + 4, top - 14, left + 4, top - 62), fill=255, width=9)
    brush.polygon([(left - 24, top - 62), (left + 4, top - 84), (left + 32, top - 62)], fill=255)
    brush.line((left + 8, top - 50, left + 86, top + 30), fill=230, width=4)
    brush.ellipse((left - 110, top + 6, left + 110, top + 18), fill=70)
    stamp(picture, mask, colour)


def towers(
    picture: Image.Image, random: Random, shore: int, colours: tuple[Colour, Colour], tallest: int
) -> list[Tower]:
    """A row of towers, taller towards the middle, fading from the first colour to the second at the foot."""
    mask, brush = layer()
    row: list[Tower] = []
    x = -random.randrange(10, 50)
    while x < WIDTH:
        width = random.randrange(20, 58)
        rise = math.exp(-(((x - WIDTH * 0.55) / 360) ** 2))
        top = shore - round(tallest * (0.2 + 0.8 * rise * random.uniform(0.4, 1)))
        _tower(brush, random, (x, top, width), shore)
        row.append((x, top, width))
        x += width + random.randrange(-6, 30)
    crest = (shore - tallest) / HEIGHT
    fill = gradient([(0, colours[0]), (crest, colours[0]), (shore / HEIGHT, colours[1]), (1.01, colours[1])])
    stamp(picture, mask, fill)
    return row


def _tower(brush: ImageDraw.ImageDraw, random: Random, tower: Tower, shore: int) -> None:
    """One tower with a flat, stepped, slanted or pointed top."""
    left, top, width = (value * 2 for value in tower)
    brush.rectangle((left, top, left + width, shore * 2), fill=255)
    kind = random.random()
    if kind < 0.25:
        brush.rectangle((left + width // 4, top - 18, left + width * 3 // 4, top), fill=255)
    elif kind < 0.4:
        brush.polygon([(left, top), (left + width, top - 30), (left + width, top)], fill=255)
    elif kind < 0.55:
        brush.polygon([(left, top), (left + width // 2, top - 34), (left + width, top)], fill=255)
        brush.line((left + width // 2, top - 34, left + width // 2, top - 90), fill=255, width=4)


def windows(picture: Image.Image, random: Random, row: list[Tower], shore: int) -> None:
    """Lit windows in a row of towers."""
    mask, brush = layer()
    for left, top, width in row:
        is_awake = random.uniform(0.2, 0.7)
        for y in range(top + 8, shore - 8, 9):
            for x in range(left + 5, left + width - 6, 7):
                if random.random() < is_awake:
                    brush.rectangle((x * 2, y * 2, x * 2 + 7, y * 2 + 9), fill=random.randrange(120, 255))
    stamp(picture, mask, LAMPS)


def trees(picture: Image.Image, random: Random, shore: int, colour: Colour) -> None:
    """A low belt of trees along a shore."""
    mask, brush = layer()
    for _ in range(240):
        x, size = random.randrange(WIDTH * 2), random.randrange(12, 34)
        brush.ellipse((x - size, shore * 2 - size * 1.5, x + size, shore * 2 + 10), fill=255)
    stamp(picture, mask, colour, 0.7)


def reeds(picture: Image.Image, random: Random, colour: Colour, count: int) -> None:
    """Reeds in the foreground, thickest at both edges."""
    mask, brush = layer()
    for _ in range(count):
        x = random.choice((random.gauss(160, 190), random.gauss(2420, 210), random.uniform(0, WIDTH * 2)))
        height, lean = random.randrange(200, 600), random.uniform(-60, 130)
        top = HEIGHT * 2 - height
        brush.line((x, HEIGHT * 2, x + lean * 0.35, top + height * 0.45, x + lean, top), fill=235, width=5)
        for tuft in range(9):
            left, upper = x + lean - 9 + tuft * 2, top - 40 + tuft * 9
            brush.ellipse((left, upper, left + 18, upper + 40), fill=210)
    stamp(picture, mask, colour, 0.6)


def house(
    picture: Image.Image, place: tuple[int, int, int, int], colours: tuple[Colour, Colour], sky: Sky
) -> None:
    """A house under a curved roof: left edge, eaves, width, ground; colours of roof and wall."""
    x, y, width, ground = (value * 2 for value in place)
    mask, brush = layer()
    brush.rectangle((x + 24, y, x + width - 24, ground), fill=255)
    stamp(picture, mask, colours[1])
    mask, brush = layer()
    half = width / 2 + 18
    curve = [(x - 18 + half * step / 12, y - 8 - 74 * (step / 12) ** 1.8) for step in range(13)]
    mirror = [(2 * x + width - across, up) for across, up in reversed(curve)]
    brush.polygon([*curve, *mirror, (x + width + 4, y + 16), (x - 4, y + 16)], fill=255)
    stamp(picture, mask, colours[0])
    mask, brush = layer()
    for left in range(x + 60, x + width - 70, 76):
        brush.rectangle((left, y + 40, left + 26, y + 78), fill=190)
    stamp(picture, mask, mixed(sky.light, LAMPS, 0.6))


def crown(picture: Image.Image, random: Random, colour: Colour, lift: int) -> None:
    """The leaves of a great tree in the middle of the picture."""
    mask, brush = layer()
    for _ in range(260):
        angle, reach = random.uniform(0, math.tau), random.random() ** 0.55
        x, y = 1280 + math.cos(angle) * reach * 470, 500 + math.sin(angle) * reach * 260 - lift
        size = random.randrange(22, 54)
        brush.ellipse((x - size, y - size * 0.8, x + size, y + size * 0.8), fill=200)
    stamp(picture, mask, colour, 1)


def flock(picture: Image.Image, random: Random, colour: Colour) -> None:
    """Birds in the shape of an arrow."""
    mask, brush = layer()
    across, up = random.randrange(1200, 1900), random.randrange(330, 420)
    for number in range(14):
        for side in (-1, 1):
            x = across - number * 64 + random.randrange(-9, 9)
            y = up + side * number * 17 + random.randrange(-9, 9)
            size = random.randrange(20, 30)
            brush.line((x - size, y - size // 2, x, y, x + size, y - size // 2), fill=230, width=5)
    stamp(picture, mask, colour)


def suspended_bridge(picture: Image.Image, random: Random, deck: int, colour: Colour) -> None:
    """A long bridge on two towers with stay cables."""
    mask, brush = layer()
    road = deck * 2
    brush.rectangle((0, road, WIDTH * 2, road + 14), fill=255)
    for x in (random.randrange(640, 800), random.randrange(1740, 1900)):
        tower = [(x - 13, road + 150), (x - 5, road - 430), (x + 5, road - 430), (x + 13, road + 150)]
        brush.polygon(tower, fill=255)
        for step in range(1, 16):
            for side in (-1, 1):
                brush.line((x, road - 195 - step * 15, x + side * step * 36, road), fill=190, width=3)
    for x in range(60, WIDTH * 2, 260):
        brush.rectangle((x - 7, road, x + 7, road + 110), fill=255)
    stamp(picture, mask, colour)


def stars(picture: Image.Image, random: Random) -> None:
    mask, brush = layer()
    for _ in range(170):
        x, y, size = random.randrange(WIDTH * 2), random.randrange(520), random.choice((1, 2, 2, 3))
        brush.ellipse((x, y, x + size, y + size), fill=random.randrange(90, 230))
    stamp(picture, mask, WHITE)
