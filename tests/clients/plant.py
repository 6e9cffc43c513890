"""What is planted in answers, where nobody says what: a token that a policy blocks, and a card number that it redacts.

The token is made here, because no text that looks like a secret may stand in a repository.
"""

import random
import string

TOKEN = "ghp_" + "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=36))
CARD = "4539 1488 0343 6467"


def arguments(parser):
    """The arguments with which a caller plants something else."""
    parser.add_argument("--token", default=TOKEN, help="planted text that must be blocked")
    parser.add_argument("--card", default=CARD, help="planted text that must be redacted")
