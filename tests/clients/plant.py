"""What is planted in answers, where nobody says what: a token that a policy blocks, and a card number that it redacts.

The token is made here, because no text that looks like a secret may stand in a repository.
"""

import argparse
import random
import string

TOKEN = "ghp_" + "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=36))
CARD = "4539 1488 0343 6467"


def arguments(parser):
    """The arguments with which a caller plants something else."""
    parser.add_argument("--token", default=TOKEN, help="planted text that must be blocked")
    parser.add_argument("--card", default=CARD, help="planted text that must be redacted")


def gateway(description, guard, with_key=True):
    """What a gateway's driver was asked, and what it plants."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--guard", required=True, help=guard)
    if with_key:
        parser.add_argument("--guard-key", help="the key that it asks for")
    parser.add_argument("--installed", required=True, help="the folder that tests/clients/install made")
    parser.add_argument("--only", help="play only scenarios with this in their name")
    arguments(parser)
    asked = parser.parse_args()
    return asked, {"token": asked.token, "card": asked.card}
