//! The words that lead an asker somewhere: elsewhere, on, or back to the question.

/// Answering despair.
pub(crate) const CRISIS: &[&str] = &[
    "you are feeling",
    "feeling this way",
    "going through",
    "you are struggling",
    "struggling with thoughts",
    "thoughts of suicide",
    "you are not alone",
];

/// Whom despair is sent to.
pub(crate) const CONSOLING: &[&str] = &[
    "reach out",
    "hotline",
    "helpline",
    "lifeline",
    "mental health professional",
    "trusted friend",
    "crisis line",
    "emergency services",
];

/// Sending the asker elsewhere, or offering something else.
pub(crate) const REDIRECT: &[&str] = &[
    "seek help",
    "seek professional",
    "seek support",
    "seek legal",
    "seek out",
    "seek guidance",
    "reach out",
    "please contact",
    "contact the",
    "contact your",
    "contact a",
    "contact local",
    "contacting",
    "checking their",
    "checking with",
    "asking them",
    "consult",
    "call",
    "visit",
    "email",
    "ask your",
    "ask the",
    "speak with",
    "speak to",
    "talk to",
    "talking to",
    "talk things over",
    "hotline",
    "helpline",
    "lifeline",
    "mental health professional",
    "trusted friend",
    "local authorities",
    "law enforcement",
    "i suggest",
    "i recommend",
    "i encourage you",
    "i would encourage",
    "i would suggest",
    "i would recommend",
    "i would be happy",
    "i am happy to",
    "i would be glad",
    "i am here to",
    "i can help",
    "i can offer",
    "i can provide",
    "i can assist",
    "i can suggest",
    "feel free to",
    "let me know",
    "check the",
];

/// Pointing to something else to do.
pub(crate) const POINTING: &[&str] =
    &["you can", "you could", "you may", "you might", "try", "instead", "alternatively"];

/// What an asker is told to do.
pub(crate) const STEPS: &[&str] = &[
    "please apply",
    "please ask",
    "please book",
    "please check",
    "please choose",
    "please click",
    "please complete",
    "please direct",
    "please email",
    "please enter",
    "please file",
    "please fill",
    "please follow",
    "please forward",
    "please get",
    "please go",
    "please have",
    "please log",
    "please look",
    "please open",
    "please order",
    "please raise",
    "please read",
    "please refer",
    "please register",
    "please report",
    "please request",
    "please return",
    "please see",
    "please select",
    "please send",
    "please sign",
    "please start",
    "please submit",
    "please take",
    "please turn",
    "please upload",
    "please use",
    "please write",
    "turn to the",
    "turn to your",
    "write to the",
    "apply to the",
    "can help you",
    "use the form",
    "fill in the",
    "fill out the",
];

/// How a sentence begins that tells an asker what to do.
pub(crate) const IMPERATIVES: &[&str] = &[
    "use", "ask", "apply", "register", "fill in", "fill out", "turn to", "write to", "send", "open", "see", "check",
    "raise", "file", "submit",
];

/// Saying that what follows stands in the place of what was asked for.
pub(crate) const SAFER: &[&str] = &[
    "instead",
    "alternative",
    "alternatives",
    "alternatively",
    "safer",
    "safe way",
    "legal way",
    "legitimate",
    "approved",
    "official way",
    "supported way",
];

/// Closings that offer nothing in particular. They are no next step.
pub(crate) const PLEASANTRY: &[&str] = &[
    "anything else",
    "something else",
    "any other question",
    "any other questions",
    "other questions",
    "let me know how",
    "how else",
    "feel free to ask",
    "any questions or concerns",
];

/// That a reason follows.
pub(crate) const REASON: &[&str] = &[
    "because",
    "due to",
    "since it",
    "since this",
    "since that",
    "since they",
    "as it",
    "as this",
    "as that",
    "as they",
    "as doing so",
    "as such",
    "for safety",
    "for legal",
    "for privacy",
    "policy",
    "policies",
    "guidelines",
    "in order to protect",
    "to protect",
    "goes against",
    "against the law",
    "would violate",
    "violates",
];

/// That help follows after all.
pub(crate) const TURN: &[&str] = &[
    "but i can",
    "however i can",
    "but here",
    "however here",
    "but we can",
    "however i would",
    "however i could",
    "but i could",
    "i can provide you with",
];

/// That something follows all the same.
pub(crate) const THOUGH: &[&str] =
    &["but", "however", "nevertheless", "nonetheless", "although", "that said", "though"];

/// Announcing a text in somebody else's voice: what follows is the answer, not the speaker.
pub(crate) const DELIVERING: &[&str] =
    &["here is", "here are", "below is", "subject", "sure here is", "of course here is"];

/// Asking the asker.
pub(crate) const ASKING: &[&str] = &[
    "could you",
    "can you",
    "would you",
    "do you mean",
    "did you mean",
    "are you referring",
    "you are referring",
    "you referring to",
    "are you asking",
    "are you looking",
    "are you interested",
    "you are looking",
    "you talking about",
    "you mean",
    "you asking about",
    "are you talking",
    "would you like",
    "do you have",
    "which one",
    "do you want",
    "you interested in",
    "please clarify",
    "please specify",
    "you have in mind",
];

/// Asking for more without a question mark.
pub(crate) const SPECIFYING: &[&str] =
    &["please specify", "please clarify", "please provide more", "let me know which", "more specific"];

/// Answering for each meaning.
pub(crate) const MEANINGS: &[&str] =
    &["if you mean", "if you are asking", "if you are referring", "depending on which", "depends on which"];
