"""In which light does a landscape lie?"""

from dataclasses import dataclass

from yiwang.demonstration.canvas import Colour, Stop


@dataclass(frozen=True)
class Sky:
    """The gradient of the sky and the colours that go with it."""

    stops: tuple[Stop, ...]
    light: Colour
    haze: Colour
    hill: Colour
    water: Colour
    field: Colour
    dark: Colour


DAWN = Sky(
    stops=((0, (126, 164, 196)), (0.35, (196, 208, 208)), (0.6, (246, 220, 190)), (1, (250, 232, 208))),
    light=(255, 242, 214),
    haze=(240, 224, 206),
    hill=(86, 116, 124),
    water=(150, 176, 184),
    field=(150, 168, 112),
    dark=(38, 56, 62),
)
DAY = Sky(
    stops=((0, (92, 152, 200)), (0.45, (164, 204, 226)), (0.75, (220, 236, 240)), (1, (232, 242, 242))),
    light=(255, 253, 240),
    haze=(216, 232, 236),
    hill=(56, 112, 112),
    water=(104, 158, 178),
    field=(124, 168, 92),
    dark=(24, 58, 62),
)
DUSK = Sky(
    stops=(
        (0, (62, 74, 120)),
        (0.35, (138, 112, 146)),
        (0.6, (226, 150, 124)),
        (0.8, (250, 196, 140)),
        (1, (252, 214, 160)),
    ),
    light=(255, 222, 168),
    haze=(214, 158, 140),
    hill=(72, 66, 98),
    water=(126, 98, 122),
    field=(142, 120, 92),
    dark=(34, 28, 52),
)
NIGHT = Sky(
    stops=((0, (14, 26, 62)), (0.45, (38, 60, 112)), (0.7, (84, 102, 148)), (1, (120, 128, 160))),
    light=(240, 236, 214),
    haze=(88, 106, 150),
    hill=(38, 56, 98),
    water=(26, 42, 82),
    field=(40, 58, 66),
    dark=(18, 28, 58),
)
