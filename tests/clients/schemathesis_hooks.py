"""How JSON Lines are sent: the text as it is, which is not always one that a server can read."""

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(_context, value):
    return value.encode() if isinstance(value, str) else str(value).encode()
