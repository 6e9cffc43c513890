from lictor import Example, phrase, regex, rule


@rule(
    code="TON101",
    slug="blames-customer",
    summary="the answer blames the customer",
    message="blames the customer: “{quote}”",
    remedy="Say what happened and what can be done, not who did it.",
    dimension="usefulness",
    level="warn",
    status="preview",
    since="0.1.0",
    revision=1,
    sensitive=False,
    requires=["answer"],
    patterns=[
        regex(r"(?i)\b(?:that|this|it) (?:is|was) your (?:own )?(?:fault|mistake)\b"),
        phrase("you should have read"),
    ],
    fires=[
        Example.answer("The device broke, but that was your own fault."),
        Example.answer("You should have read the manual."),
    ],
    ignores=[
        Example.answer("It was not your fault."),
        Example.answer("The reviewer wrote: “You should have read the manual.”"),
    ],
    language="en",
    tags=["wording"],
)
def blames_customer(case):
    """
    ## What it does
    Reports answers that tell customers that something is their own fault.
    ## Why is this bad
    Whether it is or not, a customer who is blamed does not come back.
    ## Known false positives
    Answers that quote what somebody else said without quotation marks.
    """
    for hit in case.hits:
        before = hit.around(8, 0).before
        if "“" not in before and '"' not in before:
            case.report(hit)
