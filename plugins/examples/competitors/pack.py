"""Prices beside the names of competitors: what a marketing lawyer reads first."""

from lictor import Pack

from rules.cmp101_cheaper_than_competitor import cheaper_than_competitor
from rules.cmp102_price_match_promise import price_match_promise
from settings import SETTINGS

PACK = Pack(
    publisher="acme",
    name="competitors",
    version="0.1.0",
    summary="Promises about prices, and what is said of competitors beside them.",
    inputs=["answer", "user-message"],
    rules=[cheaper_than_competitor, price_match_promise],
    settings=SETTINGS,
)
