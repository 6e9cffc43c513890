from lictor import Example, regex, rule

from .wording import denied, sentence

SETTINGS = {"competitors": ["Globex", "Initech Cloud"]}


@rule(
    code="CMP101",
    slug="cheaper-than-competitor",
    summary="the answer promises a price that beats a named competitor's",
    message="promises a better price than a competitor's: “{quote:1}”, of “{quote}”",
    remedy="Tell the model to state its own prices, and to compare only what a published comparison says.",
    dimension="risk",
    level="warn",
    status="preview",
    since="0.1.0",
    revision=1,
    sensitive=False,
    requires=["answer"],
    # Context only: a promise without a competitor's name wakes nobody.
    patterns=[
        regex(r"(?i)\b(?:cheap(?:er|est)|less expensive|more affordable|lower priced)\b").context(),
        regex(r"(?i)\b(?:lower|better|half the|a fraction of the) (?:price|cost|rate|fee)s?\b").context(),
        regex(r"(?i)\b(?:costs?|charges?|pays?) (?:you )?(?:much |far |way )?(?:less|more)\b").context(),
        regex(r"(?i)\b(?:undercut|beat|save (?:you )?(?:up to )?(?:[$€£] ?)?[0-9]+)").context(),
    ],
    fires=[
        Example.answer("Our plan is cheaper than Globex.", SETTINGS),
        Example.answer("Switch today: you save 30% over what initech cloud takes.", SETTINGS),
        Example.asked("How do you compare to others?", "Globex charges far more for the same storage.", SETTINGS),
    ],
    ignores=[
        Example.answer("Globex has offices in Berlin. Our smaller plan is cheaper than the large one.", SETTINGS),
        Example.answer("We cannot say whether we are cheaper than Globex.", SETTINGS),
        Example.asked("Is Globex cheaper?", "Globex is cheaper for small teams.", SETTINGS),
        Example.answer("Our plan is cheaper than Hooli.", SETTINGS),
    ],
    tags=["advertising"],
)
def cheaper_than_competitor(case):
    """
    ## What it does
    Reports sentences that name a competitor of the setting `competitors` beside a promise about prices. A competitor that
    the user's message names is reported only where `when_asked` says so.
    ## Why is this bad
    Comparing prices in public is advertising: the law wants it to be true, current and verifiable, and an assistant that
    makes it up speaks for its owner all the same.
    ## Known false positives
    Sentences that quote a comparison that somebody has checked.
    """
    names = [hit for hit in case.hits if hit.pattern is None]
    promises = [hit for hit in case.hits if hit.pattern is not None]
    asked = "" if case.settings.when_asked else case.user_message.casefold()
    for name in names:
        if asked and name.matched.casefold() in asked:
            continue
        text = name.part.text
        begin, end = sentence(text, *name.part.range(name.span))
        if denied(text[begin:end]):
            continue
        for promise in promises:
            start, stop = promise.part.range(promise.span)
            if begin <= start and stop <= end:
                case.report(name, promise)
                break
