//! Answers from documents: prompts, contexts with access labels, citations, expectations and tool calls, so that
//! every pack has something to do.

use lictor::{Behaviour, Sample};
use lictor_model::{Caller, Citation, Context, Expectation, Fact, Message, Role, ToolCall, ToolResult};

use super::planted::planted;
use super::prose::{Kind, Prose};
use super::random::Random;
use super::{Corpus, typography};

/// Samples of a full run.
const SAMPLES: usize = 1_000;

/// Questions to documents, generated.
pub(super) fn generate() -> Corpus {
    let (prose, mut random) = (Prose::new(), Random::new(0x6c69_6374_6f72_0002));
    let samples = (0..SAMPLES).map(|index| sample(index, &prose, &mut random));
    Corpus { name: "rag".into(), samples: samples.collect() }
}

fn sample(index: usize, prose: &Prose, random: &mut Random) -> Sample {
    let contexts: Vec<Context> = (0..random.between(4, 8)).map(|_| context(prose, random)).collect();
    let (document, object) = (prose.word("doc", random), prose.word("object", random));
    let question = format!("What does the {document} say about {object}, and who decides?");
    let refused = random.permille(40);
    let answer = if refused { refusal(prose, random) } else { answer(&contexts, prose, random) };
    let answer = if random.permille(30) { format!("{answer} {}", planted(random)) } else { answer };
    let answer = typography::vary(answer, random);
    let (tool_calls, tool_results) = tools(prose, random).unzip();
    Sample {
        id: Some(format!("rag-{index}")),
        messages: Some(vec![message(Role::System, system(prose, random)), message(Role::User, question)]),
        citations: random.permille(300).then(|| citations(&contexts, random)),
        expectation: Some(expectation(&contexts, random)),
        caller: Some(Caller { id: None, labels: vec!["staff".into()] }),
        answer: Some(answer),
        contexts: Some(contexts),
        tool_calls,
        tool_results,
        finish_reason: Some(if random.permille(20) { "length" } else { "stop" }.into()),
        ..Sample::default()
    }
}

fn message(role: Role, content: String) -> Message {
    Message { role, content }
}

fn system(prose: &Prose, random: &mut Random) -> String {
    format!(
        "You are the assistant of {}. Answer from the numbered documents alone and cite them as [1], [2] and so on. If \
         they do not answer the question, say so and name {} as the place to ask. Do not give legal advice. Keep the \
         tone friendly and the answer under {} words.",
        prose.word("team", random),
        prose.word("team", random),
        random.between(120, 300)
    )
}

/// A document; one in six is for others than the caller.
fn context(prose: &Prose, random: &mut Random) -> Context {
    let (bytes, name) = (random.between(300, 1_500), prose.word("doc", random));
    let mut text = prose.sentence(Kind::Document, random);
    while text.len() + 80 < bytes {
        text.push(' ');
        let kind = if random.permille(650) { Kind::Document } else { Kind::Ordinary };
        text.push_str(&prose.sentence(kind, random));
    }
    let restricted = random.permille(160);
    if restricted {
        text.push_str(&format!(
            " Internal: project {} costs ${} million.",
            prose.word("project", random),
            random.between(2, 90)
        ));
    }
    let number = random.between(100, 999);
    Context {
        id: Some(format!("doc-{number}")),
        text,
        source: Some(format!("https://intranet.example.org/{}/{number}", name.replace(' ', "-"))),
        title: Some(name),
        access: if restricted { vec!["board".into(), "finance".into()] } else { vec!["staff".into()] },
    }
}

/// What the caller may read, as the application numbers it from 1.
fn permitted(contexts: &[Context]) -> Vec<&Context> {
    contexts.iter().filter(|context| context.access.iter().any(|label| label == "staff")).collect()
}

fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(". ").map(str::trim).filter(|sentence| sentence.len() > 20).collect()
}

/// About 1 KiB from the documents. Some of it is wrong: a number, a citation, a quote, or a sentence from nowhere.
fn answer(contexts: &[Context], prose: &Prose, random: &mut Random) -> String {
    let bytes = random.between(700, 1_350);
    let sources = permitted(contexts);
    let mut text = String::from("Here is what the documents say.");
    while text.len() < bytes {
        text.push_str(if random.permille(250) { "\n\n" } else { " " });
        if sources.is_empty() || random.permille(200) {
            text.push_str(&prose.sentence(Kind::Ordinary, random));
            continue;
        }
        let index = random.between(0, sources.len() - 1);
        let all = sentences(&sources[index].text);
        let Some(sentence) = all.get(random.between(0, all.len().saturating_sub(1))) else { continue };
        text.push_str(&restated(sentence, index + 1, random));
    }
    if random.permille(100) {
        text.push_str(" The full text is at https://docs.example.com/policies/current.");
    }
    if random.permille(80) {
        text.push(' ');
        text.push_str(&prose.sentence(Kind::Claim, random));
    }
    if random.permille(60)
        && let Some(closed) = contexts.iter().find(|context| context.access.iter().any(|label| label == "board"))
    {
        text.push(' ');
        text.push_str(sentences(&closed.text).last().copied().unwrap_or_default());
    }
    text
}

/// A sentence of a document as an answer tells it.
fn restated(sentence: &str, number: usize, random: &mut Random) -> String {
    let body = sentence.trim_end_matches('.');
    let number = if random.permille(15) { number + 20 } else { number };
    match random.between(0, 9) {
        0 => format!("According to the document, \"{}\" [{number}].", body.replace('"', "'")),
        1 => format!("{} [{number}].", misread(body)),
        2..5 => format!("In short: {body}."),
        _ => format!("{body} [{number}]."),
    }
}

/// The text with the digits of its first number of two digits in the wrong order.
fn misread(text: &str) -> String {
    let bytes = text.as_bytes();
    let two = bytes.windows(2).position(|pair| pair.iter().all(u8::is_ascii_digit));
    match two {
        Some(at) => format!("{}{}{}{}", &text[..at], &text[at + 1..at + 2], &text[at..at + 1], &text[at + 2..]),
        None => text.to_owned(),
    }
}

fn refusal(prose: &Prose, random: &mut Random) -> String {
    format!("{} {}", prose.sentence(Kind::Refusal, random), prose.sentence(Kind::Deflection, random))
}

fn citations(contexts: &[Context], random: &mut Random) -> Vec<Citation> {
    let cited = permitted(contexts).into_iter().take(2);
    cited
        .map(|context| {
            let all = sentences(&context.text);
            let text = all.get(random.between(0, all.len().saturating_sub(1))).copied().unwrap_or_default();
            Citation { context: context.id.clone(), url: context.source.clone(), text: text.to_owned() }
        })
        .collect()
}

/// What a person wants to hear: sometimes a fact that the answer lacks, a term that it must not use, or a refusal.
fn expectation(contexts: &[Context], random: &mut Random) -> Expectation {
    let facts = permitted(contexts).into_iter().take(random.between(0, 2)).filter_map(|context| {
        let number = context.text.split(' ').find(|word| word.bytes().all(|b| b.is_ascii_digit()))?;
        Some(Fact { text: number.to_owned(), aliases: Vec::new() })
    });
    let behaviour = match random.between(0, 99) {
        0..80 => Behaviour::Answer,
        80..88 => Behaviour::Refuse,
        88..94 => Behaviour::Clarify,
        _ => Behaviour::Abstain,
    };
    Expectation {
        behaviour: Some(behaviour),
        facts: facts.collect(),
        forbidden: if random.permille(300) { vec!["guaranteed".into()] } else { Vec::new() },
    }
}

fn tools(prose: &Prose, random: &mut Random) -> Calls {
    if !random.permille(250) {
        return Calls(None);
    }
    let name = random.pick(&["search_documents", "open_ticket", "send_email"]);
    let id = format!("call-{}", random.between(1_000, 9_999));
    let arguments = format!("{{\"query\":\"{}\",\"limit\":{}}}", prose.word("object", random), random.between(2, 9));
    let success = !random.permille(200);
    let text = if success { prose.sentence(Kind::Document, random) } else { "the service did not answer".into() };
    let result = ToolResult { id: Some(id.clone()), name: Some(name.to_owned()), success: Some(success), text };
    Calls(Some((ToolCall { id: Some(id), name: name.to_owned(), arguments }, result)))
}

/// A call and its result, if there was one.
struct Calls(Option<(ToolCall, ToolResult)>);

impl Calls {
    fn unzip(self) -> (Option<Vec<ToolCall>>, Option<Vec<ToolResult>>) {
        self.0.map(|(call, result)| (vec![call], vec![result])).unzip()
    }
}
