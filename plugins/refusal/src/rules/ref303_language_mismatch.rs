use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::language;

/// What a message says that wants another language than its own, in several.
const ASKS_FOR_LANGUAGE: [&str; 26] = [
    "translat",
    "übersetz",
    "tradu",
    "vertaal",
    "przetłumacz",
    "перевед",
    "翻译",
    "翻訳",
    "번역",
    "english",
    "german",
    "french",
    "spanish",
    "italian",
    "portuguese",
    "dutch",
    "polish",
    "russian",
    "chinese",
    "japanese",
    "englisch",
    "deutsch",
    "anglais",
    "français",
    "inglés",
    "español",
];

rule! {
    /// ## What it does
    /// Reports answers in another language than the user's message. Both must be plain: 40 letters and more, and either a
    /// script of their own or, for English, German, French, Spanish, Italian, Portuguese, Dutch and Polish, their commonest
    /// words. Code blocks do not count. A message of which some line is in the answer's language, that
    /// speaks of a language or of translating, is left alone.
    /// ## Why is this bad
    /// The user may not understand a word of it.
    /// ## Known false positives
    /// Messages that ask for another language in words which the rule does not know, and users who write in one language and
    /// are known to want another.
    pub(crate) LANGUAGE_MISMATCH {
        code: "REF303",
        slug: "language-mismatch",
        summary: "the answer is in another language than the question",
        message: "answers in another language than the user's",
        remedy: "Tell the model to answer in the language of the question.",
        dimension: Dimension::Usefulness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[
            Pattern::regex(r"(?:[\u{370}-\u{52f}\u{590}-\u{6ff}\u{900}-\u{97f}\u{e00}-\u{e7f}\u{3040}-\u{30ff}\u{4e00}-\u{9fff}\u{ac00}-\u{d7af}][ ,]?){8}").on(&[Input::Answer, Input::UserMessage]),
            Pattern::regex(r"(?i) (?:und|nicht|ist|ich|eine|für|mit|auf|wird|les|est|une|dans|vous|avec|sont|los|las|para|por|pero|está|della|sono|che|gli|nel|não|uma|são|você|também|het|een|niet|voor|zijn|jest|się|nie|dla|oraz|czy) [^\n.]{0,40}? (?:und|nicht|ist|ich|eine|für|mit|auf|den|dem|wird|les|est|une|dans|vous|avec|sont|los|las|para|por|pero|está|della|sono|che|gli|nel|não|uma|são|você|também|het|een|niet|voor|zijn|jest|się|nie|dla|oraz|czy) ").on(&[Input::Answer, Input::UserMessage]),
        ],
        fires: &[
            Example::asked("Wie lange ist die Kündigungsfrist für einen Lagerraum, und wer nimmt die Kündigung an?", "The notice period is four weeks to the end of the month, and the office is where you give it."),
            Example::asked("What is the notice period for the storage room, and who takes the notice?", "Die Frist ist vier Wochen zum Ende des Monats, und die Kündigung nimmt das Büro an."),
            Example::asked("Подскажите, пожалуйста, какой срок уведомления при расторжении договора?", "The notice period is four weeks to the end of the month, and the office is where you give it."),
        ],
        ignores: &[
            Example::asked("Wie lange ist die Kündigungsfrist für einen Lagerraum, und wer nimmt die Kündigung an?", "Die Frist ist vier Wochen zum Ende des Monats, und die Kündigung nimmt das Büro an."),
            Example::asked("How do I say in German that the notice period is four weeks and that I have to move out?", "Die Kündigungsfrist ist vier Wochen, und ich muss ausziehen, wenn der Monat zu Ende ist."),
            Example::asked("Fasse das bitte für mich zusammen, und zwar nicht auf mehr als einer Seite:\n\nThe notice period is four weeks to the end of the month, and the office is where you give it. The key is to be handed in on the last day of the month, and the room must be empty.", "Die Frist ist vier Wochen zum Ende des Monats, und der Schlüssel ist am letzten Tag abzugeben."),
            Example::asked("Ja?", "The notice period is four weeks to the end of the month, and the office is where you give it."),
        ],
        check: |case| {
            let Some(question) = case.parts_of(Input::UserMessage).next() else { return };
            let (asked, said) = (without_code(question.text()), without_code(case.answer()));
            let lowered = asked.to_lowercase();
            let wanted = ASKS_FOR_LANGUAGE.iter().any(|word| lowered.contains(word));
            let answered = language::of(&said);
            let shared = || asked.lines().any(|line| answered.is_some() && language::of(line) == answered);
            if !wanted && language::differ(&asked, &said) && !shared() {
                case.report(Finding::whole());
            }
        },
        extra: Extra { tags: &["form"], ..Extra::NONE },
    }
}

/// A text without its fenced blocks.
fn without_code(text: &str) -> String {
    text.split("```").step_by(2).collect()
}
