//! Arbitrary samples, and what of them is granted.

use arbitrary::Arbitrary;
use lictor_model::{
    Behaviour, Caller, Citation, Context, Expectation, Fact, Input, InputSet, Message, PartKind, Role, Sample,
    ToolCall, ToolResult,
};

/// Stands in every text that was not granted, and in no other.
pub const MARK: char = '\u{e000}';

/// The parts of a sample.
#[derive(Debug, Arbitrary)]
pub struct Scene {
    grants: u16,
    answer: Option<String>,
    messages: Vec<(u8, String)>,
    contexts: Vec<(u8, String)>,
    labels: Option<u8>,
    citations: Vec<String>,
    tool_calls: Vec<String>,
    tool_results: Vec<String>,
    expectation: Option<(Vec<String>, Vec<String>)>,
}

/// One of the inputs.
pub fn input(number: u8) -> Input {
    Input::ALL[usize::from(number) % Input::ALL.len()]
}

impl Scene {
    /// What the policy grants.
    pub fn granted(&self) -> InputSet {
        let bits = Input::ALL.into_iter().enumerate();
        bits.filter(|(bit, _)| self.grants >> bit & 1 == 1).map(|(_, input)| input).collect()
    }

    /// The sample, with [`MARK`] in everything that is not granted.
    pub fn sample(&self, granted: InputSet) -> Sample {
        let mut sample = self.unmarked();
        let hidden: Vec<(PartKind, usize)> = sample
            .parts()
            .iter()
            .filter(|part| !granted.contains(part.input))
            .map(|part| (part.id.kind, part.id.index as usize))
            .collect();
        for (kind, index) in hidden {
            mark(&mut sample, kind, index);
        }
        sample
    }

    fn unmarked(&self) -> Sample {
        let text = |text: &String| text.replace(MARK, "");
        let roles = [Role::System, Role::User, Role::Assistant, Role::Tool, Role::Developer];
        let message = |(role, content): &(u8, String)| Message {
            role: roles[usize::from(*role) % roles.len()],
            content: text(content),
        };
        let context = |(access, content): &(u8, String)| Context {
            id: Some("context".into()),
            text: text(content),
            title: Some("title".into()),
            source: None,
            access: labels(*access),
        };
        let citation = |cited: &String| Citation { context: None, url: Some("url".into()), text: text(cited) };
        let call = |arguments: &String| ToolCall { id: None, name: "tool".into(), arguments: text(arguments) };
        let result = |result: &String| ToolResult {
            id: Some("result".into()),
            name: None,
            success: Some(true),
            text: text(result),
        };
        let fact = |fact: &String| Fact { text: text(fact), aliases: vec!["alias".into()] };
        Sample {
            answer: self.answer.as_ref().map(text),
            messages: Some(self.messages.iter().map(message).collect()),
            contexts: Some(self.contexts.iter().map(context).collect()),
            caller: self.labels.map(|held| Caller { id: None, labels: labels(held) }),
            citations: Some(self.citations.iter().map(citation).collect()),
            tool_calls: Some(self.tool_calls.iter().map(call).collect()),
            tool_results: Some(self.tool_results.iter().map(result).collect()),
            expectation: self.expectation.as_ref().map(|(facts, forbidden)| Expectation {
                behaviour: Some(Behaviour::Answer),
                facts: facts.iter().map(fact).collect(),
                forbidden: forbidden.iter().map(text).collect(),
            }),
            ..Sample::default()
        }
    }
}

fn labels(bits: u8) -> Vec<String> {
    ["hr", "eng"]
        .into_iter()
        .enumerate()
        .filter(|(bit, _)| bits >> bit & 1 == 1)
        .map(|(_, label)| label.into())
        .collect()
}

fn mark(sample: &mut Sample, kind: PartKind, index: usize) {
    fn nth<T>(list: &mut Option<Vec<T>>, index: usize) -> Option<&mut T> {
        list.as_mut()?.get_mut(index)
    }
    let marked = |texts: &mut [&mut String]| texts.iter_mut().for_each(|text| text.push(MARK));
    match kind {
        PartKind::Answer => sample.answer.iter_mut().for_each(|text| text.push(MARK)),
        PartKind::Message => nth(&mut sample.messages, index).into_iter().for_each(|it| marked(&mut [&mut it.content])),
        PartKind::Context => nth(&mut sample.contexts, index).into_iter().for_each(|it| {
            it.id.iter_mut().chain(&mut it.title).for_each(|text| text.push(MARK));
            marked(&mut [&mut it.text]);
        }),
        PartKind::Citation => nth(&mut sample.citations, index).into_iter().for_each(|it| {
            it.url.iter_mut().for_each(|text| text.push(MARK));
            marked(&mut [&mut it.text]);
        }),
        PartKind::ToolCall => {
            nth(&mut sample.tool_calls, index).into_iter().for_each(|it| marked(&mut [&mut it.name, &mut it.arguments]))
        }
        PartKind::ToolResult => nth(&mut sample.tool_results, index).into_iter().for_each(|it| {
            it.id.iter_mut().for_each(|text| text.push(MARK));
            marked(&mut [&mut it.text]);
        }),
        PartKind::Fact => {
            if let Some(fact) = sample.expectation.as_mut().and_then(|known| known.facts.get_mut(index)) {
                fact.aliases.iter_mut().for_each(|alias| alias.push(MARK));
                marked(&mut [&mut fact.text]);
            }
        }
        PartKind::ForbiddenTerm => {
            if let Some(term) = sample.expectation.as_mut().and_then(|known| known.forbidden.get_mut(index)) {
                marked(&mut [term]);
            }
        }
    }
}
