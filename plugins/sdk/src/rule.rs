use crate::{Case, Example, Pattern};

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$case_doc])* $case),* }

        impl $name {
            /// The name that the contract uses.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$case => $text),* }
            }
        }
    };
}

names! {
    /// What a rule is about.
    Dimension {
        /// The right thing for the task.
        Correctness = "correctness",
        /// Rests on its sources.
        Grounding = "grounding",
        /// Can be acted on.
        Usefulness = "usefulness",
        /// Can do harm.
        Risk = "risk",
    }
}
names! {
    /// The level that a rule has unless a policy says otherwise.
    Level {
        /// Not evaluated.
        Off = "off",
        /// Worth knowing.
        Note = "note",
        /// Somebody should look.
        Warn = "warn",
        /// Cut the evidence out.
        Redact = "redact",
        /// Do not show the answer.
        Block = "block",
    }
}
names! {
    /// Where a rule stands in its life.
    Status {
        /// May still change its meaning.
        Preview = "preview",
        /// Frozen.
        Stable = "stable",
        /// Another rule is better.
        Deprecated = "deprecated",
    }
}
names! {
    /// A kind of data that a policy grants.
    Input {
        /// What the model answered.
        Answer = "answer",
        /// The user's last message.
        UserMessage = "user-message",
        /// Everything said before it.
        History = "history",
        /// System and developer messages.
        SystemPrompt = "system-prompt",
        /// Names and arguments of called tools.
        ToolCalls = "tool-calls",
        /// What tools gave back.
        ToolResults = "tool-results",
        /// Contexts that the caller may read.
        PermittedContexts = "permitted-contexts",
        /// Contexts that the caller may not read.
        RestrictedContexts = "restricted-contexts",
        /// Citations beside the answer.
        Citations = "citations",
        /// Who asked.
        CallerLabels = "caller-labels",
        /// What a person expects.
        Expectation = "expectation",
    }
}
names! {
    /// What an expectation can ask of an answer.
    Behaviour {
        /// Answer the question.
        Answer = "answer",
        /// Decline.
        Refuse = "refuse",
        /// Ask back.
        Clarify = "clarify",
        /// Say that it is not known.
        Abstain = "abstain",
    }
}
names! {
    /// How a rule may be waived.
    Waiver {
        /// By case, glob or fingerprint.
        Any = "any",
        /// One piece of evidence at a time.
        Fingerprint = "fingerprint",
    }
}

impl Input {
    pub(crate) const COUNT: usize = Self::Expectation as usize + 1;

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [
            Self::Answer,
            Self::UserMessage,
            Self::History,
            Self::SystemPrompt,
            Self::ToolCalls,
            Self::ToolResults,
            Self::PermittedContexts,
            Self::RestrictedContexts,
            Self::Citations,
            Self::CallerLabels,
            Self::Expectation,
        ]
        .into_iter()
        .find(|input| input.as_str() == text)
    }
}

/// When the host wakes the pack for a rule. It never does for a rule that is not applicable.
#[derive(Debug, Clone, Copy)]
pub enum Wake {
    /// One of the rule's patterns hit.
    Hit,
    /// The input is present.
    Input(Input),
    /// The answer has at most so many bytes.
    AnswerLength(u32),
    /// The expectation names one of these.
    Behaviour(&'static [Behaviour]),
    /// The expectation lists facts or forbidden terms.
    Facts,
    /// The model stopped for this reason.
    FinishReason(&'static str),
    /// Every sample. The last resort: it costs an instance each time.
    Always,
}

/// A value that a rule's message may show.
#[derive(Debug, Clone, Copy)]
pub struct Detail {
    /// The placeholder.
    pub key: &'static str,
    /// What it may hold.
    pub values: Values,
}

/// What a detail may hold. Evidence is quoted by span, never by value.
#[derive(Debug, Clone, Copy)]
pub enum Values {
    /// A decimal number.
    Number,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// The labels of the rule's patterns ([`Pattern::label`]).
    PatternLabels,
}

/// Everything about a rule that has an honest default. Write `Extra { tags: &["x"], ..Extra::NONE }`.
#[derive(Debug, Clone, Copy)]
pub struct Extra {
    /// When to wake; empty means on a hit.
    pub wake: &'static [Wake],
    /// How many bytes the rule must see at once; none: the whole text.
    pub horizon: Option<u32>,
    /// The language that it understands; none: any.
    pub language: Option<&'static str>,
    /// Labels for selection.
    pub tags: &'static [&'static str],
    /// Entries of public taxonomies.
    pub references: &'static [&'static str],
    /// Values for the message.
    pub detail: &'static [Detail],
    /// Reasons that it may give for not being applicable.
    pub reasons: &'static [&'static str],
    /// How it may be waived.
    pub waiver: Waiver,
    /// Code prefixes of rules whose patterns this rule uses too, such as `REF101` or `EXP3`.
    pub shares: &'static [&'static str],
}

impl Extra {
    /// Nothing special.
    pub const NONE: Self = Self {
        wake: &[],
        horizon: None,
        language: None,
        tags: &[],
        references: &[],
        detail: &[],
        reasons: &[],
        waiver: Waiver::Any,
        shares: &[],
    };
    /// A rule about English wording.
    pub const ENGLISH: Self = Self { language: Some("en"), ..Self::NONE };
}

/// A rule. Made with [`rule!`](crate::rule!).
#[derive(Debug)]
pub struct Rule {
    /// Three capital letters and three digits. Never reused, never changed in meaning.
    pub code: &'static str,
    /// A readable alias.
    pub slug: &'static str,
    /// One line without a full stop: what it reports.
    pub summary: &'static str,
    /// The page, from the doc comment.
    pub docs: &'static str,
    /// The message template: `{quote}`, `{quote:1}`, or the key of a detail.
    pub message: &'static str,
    /// What a person can do about a finding.
    pub remedy: &'static str,
    /// What it is about.
    pub dimension: Dimension,
    /// Its default level.
    pub level: Level,
    /// Where it stands.
    pub status: Status,
    /// The pack version that brought it.
    pub since: &'static str,
    /// From 1; counts up when scope or threshold changes.
    pub revision: u32,
    /// Whether its evidence must never be shown again.
    pub sensitive: bool,
    /// Inputs without which it is not applicable.
    pub requires: &'static [Input],
    /// What the host looks for.
    pub patterns: &'static [Pattern],
    /// It must fire on these.
    pub fires: &'static [Example],
    /// It must not fire on these.
    pub ignores: &'static [Example],
    /// Verifies the hits and reports.
    pub check: fn(&Case<'_>),
    /// The rest.
    pub extra: Extra,
}

/// Declares a rule. The doc comment becomes its page and must have the sections *What it does*, *Why is
/// this bad* and *Known false positives*; every field must be there; both lists of examples must have an
/// entry. Anything less does not compile.
///
/// ```compile_fail
/// use lictor_sdk::*;
/// rule! {
///     /// ## What it does
///     /// Has no reason and no examples.
///     pub LAZY {
///         code: "XMP002", slug: "lazy", summary: "lazy", message: "lazy", remedy: "",
///         dimension: Dimension::Risk, level: Level::Note, status: Status::Preview, since: "0.1.0",
///         revision: 1, sensitive: false, requires: &[], patterns: &[], fires: &[], ignores: &[],
///         check: |_| {}, extra: Extra::NONE,
///     }
/// }
/// ```
#[macro_export]
macro_rules! rule {
    ($(#[doc = $doc:literal])+ $vis:vis $name:ident { $($field:ident : $value:expr),* $(,)? }) => {
        $(#[doc = $doc])+
        $vis static $name: $crate::Rule = {
            const RULE: $crate::Rule = $crate::Rule { docs: concat!($($doc, "\n"),+), $($field: $value),* };
            const _: () = $crate::verify(&RULE);
            RULE
        };
    };
}

/// What [`rule!`](crate::rule!) demands beyond the fields. Runs in the compiler.
///
/// # Panics
/// With what is missing; in a constant, so the build fails.
pub const fn verify(rule: &Rule) {
    let code = rule.code.as_bytes();
    assert!(code.len() == 6, "a rule's code has three capital letters and three digits");
    let mut index = 0;
    while index < 6 {
        let shaped = if index < 3 { code[index].is_ascii_uppercase() } else { code[index].is_ascii_digit() };
        assert!(shaped, "a rule's code has three capital letters and three digits");
        index += 1;
    }
    assert!(contains(rule.docs, "## What it does"), "the doc comment lacks the section `## What it does`");
    assert!(contains(rule.docs, "## Why is this bad"), "the doc comment lacks the section `## Why is this bad`");
    assert!(contains(rule.docs, "## Known false positives"), "the doc comment lacks `## Known false positives`");
    assert!(!rule.fires.is_empty(), "a rule needs an example on which it fires");
    assert!(!rule.ignores.is_empty(), "a rule needs an example on which it does not fire");
    assert!(!rule.slug.is_empty() && !rule.summary.is_empty(), "a rule needs a slug and a summary");
    assert!(!rule.message.is_empty() && !rule.since.is_empty(), "a rule needs a message and a version");
    assert!(rule.revision > 0, "revisions count from 1");
}

const fn contains(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let mut start = 0;
    while start + part.len() <= text.len() {
        let mut index = 0;
        while index < part.len() && text[start + index] == part[index] {
            index += 1;
        }
        if index == part.len() {
            return true;
        }
        start += 1;
    }
    false
}
