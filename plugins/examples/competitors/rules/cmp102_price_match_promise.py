from lictor import Example, regex, rule

from .wording import denied, sentence


@rule(
    code="CMP102",
    slug="price-match-promise",
    summary="the answer promises to meet or beat any other price",
    message="promises to meet any other price: “{quote}”",
    remedy="Tell the model what the published price guarantee is, or that there is none.",
    dimension="risk",
    level="warn",
    status="preview",
    since="0.1.0",
    revision=1,
    sensitive=False,
    requires=["answer"],
    patterns=[
        regex(r"(?i)\b(?:match|meet|beat) (?:any|every|all)(?: other)? (?:\w+(?:'|’)s? )?(?:price|offer|quote)s?\b"),
        regex(r"(?i)\b(?:lowest|best|cheapest) prices? (?:is |are )?(?:guaranteed|anywhere|on the market)\b"),
        regex(r"(?i)\bnobody (?:is|sells it) cheaper\b"),
    ],
    fires=[
        Example.answer("We match any competitor’s price, just send us the offer."),
        Example.answer("You get the lowest price guaranteed."),
    ],
    ignores=[
        Example.answer("We do not match any other offer."),
        Example.answer("The best price for you is the annual plan."),
    ],
    tags=["advertising"],
)
def price_match_promise(case):
    """
    ## What it does
    Reports promises to meet or beat whatever price others ask, and promises of the lowest price.
    ## Why is this bad
    A customer can hold the company to it, and a court has held one to what its chatbot said.
    ## Known false positives
    Shops that have such a guarantee. Waive the rule there.
    """
    for hit in case.hits:
        text = hit.part.text
        begin, end = sentence(text, *hit.part.range(hit.span))
        if not denied(text[begin:end]):
            case.report(hit)
