use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::scene::Scene;
use crate::sentence::Claim;
use crate::sources::supports;
use crate::words::{last_clause, mentions, words_back};

rule! {
    /// ## What it does
    /// Reports a claim that rests on an authority without a name: *studies show*, *experts agree*, *research has
    /// proven*, *it is well known that*. A citation in or right after the sentence, a named study, author, body or
    /// year, a question, a negation, or a permitted context that says the same is accepted.
    ///
    /// This is a policy on wording, **not a truth score**: much of what is told this way is true.
    ///
    /// ## Why is this bad
    /// The reader cannot check which studies or which experts, and the model may have none in mind.
    ///
    /// ## Known false positives
    /// Summaries whose source is named a paragraph before; common knowledge that needs no source.
    pub VAGUE_AUTHORITY {
        code: "OVR307",
        slug: "vague-authority",
        summary: "rests a claim on studies, experts or knowledge without a name",
        message: "unnamed authority: “{quote}”",
        remedy: "Name and cite the source, or drop the appeal to it.",
        dimension: Dimension::Risk,
        level: Level::Note,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(
                r"(?i)\b(?:studies|research|surveys|science|(?:scientific )?evidence|data|reports) (?:has |have |clearly |consistently |also |now |even |repeatedly ){0,2}(?:shows?|shown|suggests?|suggested|found|finds?|indicates?|indicated|proves?|proven|demonstrates?|demonstrated|confirms?|confirmed|reveals?|revealed)\b",
            ),
            Pattern::regex(
                r"(?i)\b(?:experts|scientists|researchers|doctors|economists|psychologists|historians|scholars|specialists|analysts|critics|nutritionists|professionals) (?:(?:widely|generally|all|now|also|largely|unanimously|have) ){0,2}(?:agree|agreed|say|believe|recommend|recommended|warn|claim|argue|consider|suggest|confirm|confirmed|shown|proven|found)\b",
            ),
            Pattern::regex(
                r"(?i)\bit(?:['’]s| is| has been) (?:a )?(?:well|widely|generally|commonly|universally|scientifically) (?:known|accepted|established|believed|recogni[sz]ed|agreed|understood|proven|documented)(?: fact)?\b",
            ),
            Pattern::regex(r"(?i)\b(?:everyone|everybody) knows\b|\bas (?:everyone|everybody|we all) knows?\b|\bsome (?:people )?say that\b"),
            Pattern::regex(
                r"(?i)\baccording to (?:(?:many|most|some|several|recent|various|leading) )?(?:experts|studies|research|scientists|researchers|specialists|surveys|science)\b",
            ),
            Pattern::regex(
                r"(?i)\bthere (?:is|['’]s) (?:(?:growing|strong|ample|clear|some|good|scientific|increasing) ){0,2}evidence (?:that|to suggest)\b",
            ),
        ],
        fires: &[
            Example::answer("Studies show it works."),
            Example::answer("Experts agree that a break every hour helps."),
            Example::answer("It is well known that cats prefer company, and everybody knows that dogs do."),
        ],
        ignores: &[
            Example::answer("Studies show it works [2]."),
            Example::answer("Studies show it works. [2]"),
            Example::answer("Research has shown this effect at Stanford University, and in 2019 experts agreed with NASA."),
            Example::answer("Do studies show that it works? No studies show that."),
            Example::answer("The data found in the table lists all ports. Our experts are here to help."),
            Example::json(
                r#"{"answer": "Studies show that the coating lasts ten years.", "contexts": [{"text": "Several studies show the coating lasts ten years."}]}"#,
            ),
        ],
        check: |case: &Case<'_>| {
            let scene = Scene::of(case);
            if scene.is_fiction() {
                return;
            }
            for hit in case.hits() {
                let Some(claim) = Claim::around(case, &hit) else { continue };
                let taken_back = claim.is_negated() || claim.is_question() || claim.is_quoted() || claim.is_cited();
                if !taken_back && !is_named(&claim) && !is_own(&claim) && !supports(case, claim.raw()) {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra {
            tags: &["wording", "citation"],
            references: &["LLM09:2025", "CoNLL-2010 weasel"],
            ..Extra::ENGLISH
        },
    }
}

/// Whether the sentence names somebody or a year: a capital letter inside it, or four digits.
fn is_named(claim: &Claim<'_>) -> bool {
    let sentence = claim.raw();
    let year = sentence.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 4);
    let mut words = sentence.split_whitespace().skip(1);
    let capital = words.any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.starts_with(|c: char| c.is_uppercase())
            && !matches!(word, "I" | "I'm" | "I’m" | "Studies" | "Research" | "Experts")
    });
    year || capital
}

/// Whether the authority is the reader's, the writer's or the text's own, or the words are no appeal at all:
/// `your research found`, `the data shown below`, `used to find evidence`.
fn is_own(claim: &Claim<'_>) -> bool {
    let before = words_back(last_clause(&claim.before), 2);
    let own = mentions(before, "your|our|my|their|his|her|these|this|the|to|that|which|if|whether|what");
    let participle = "shown|found|suggested|indicated".split('|').any(|verb| {
        claim.matched.ends_with(verb)
            && !mentions(&claim.matched, "has|have")
            && mentions(&claim.after, "in|by|below|above|on")
            && !mentions(&claim.after, "that")
    });
    // `Smith's research` names whose it is.
    own || participle || claim.before.trim_end().ends_with("'s")
}
