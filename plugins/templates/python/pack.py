"""The pack: who answers for it, what it reads, its rules."""

from lictor import Pack

from rules.ton101_blames_customer import blames_customer

PACK = Pack(
    publisher="acme",
    name="tone",
    version="0.1.0",
    summary="How answers speak to customers.",
    # All that the pack will ever read. It gets of them what the policy grants.
    inputs=["answer"],
    rules=[blames_customer],
)
