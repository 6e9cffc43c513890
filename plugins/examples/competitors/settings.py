"""What a policy can set for this pack."""

from dataclasses import dataclass

from lictor import Settings, SettingsError, added

from rules.cmp101_cheaper_than_competitor import cheaper_than_competitor

SHORTEST_NAME = 3


@dataclass(frozen=True)
class Chosen:
    """The settings, parsed."""

    competitors: tuple[str, ...] = ()
    when_asked: bool = False


def parse(given):
    names = tuple(name.strip() for name in given.get("competitors", ()))
    problems = {
        f"/competitors/{index}": f"a name has at least {SHORTEST_NAME} letters, or it is found in other words"
        for index, name in enumerate(names)
        if len(name) < SHORTEST_NAME
    }
    if problems:
        raise SettingsError(problems)
    return Chosen(names, given.get("when_asked", False))


def patterns(chosen):
    # The host looks for the names, natively; nothing is woken for an answer that has none of them.
    return [added(cheaper_than_competitor, name) for name in chosen.competitors]


SETTINGS = Settings(
    schema={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "competitors": {
                "description": "Names of competitors (CMP101). Letter case makes no difference.",
                "type": "array",
                "items": {"type": "string"},
                "default": [],
            },
            "when_asked": {
                "description": "Whether to report a competitor that the user's message names, too (CMP101).",
                "type": "boolean",
                "default": False,
            },
        },
    },
    parse=parse,
    patterns=patterns,
)
