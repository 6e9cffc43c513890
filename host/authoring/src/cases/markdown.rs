//! Cases in Markdown: a heading names a case, and the fenced blocks below it say what it is. Everything else is for readers.

use lictor_contract::tame;
use lictor_model::closest;
use serde_json::{Map, Value, json};

use super::expected::{Expected, Ignored};
use super::{Cases, case};

/// The words after a fence that mean something.
const BLOCKS: [&str; 10] =
    ["answer", "user", "assistant", "system", "developer", "context", "sample", "settings", "fires", "ignores"];

/// A fenced block.
struct Block<'t> {
    /// The first word after the fence.
    kind: &'t str,
    /// What follows it.
    rest: &'t str,
    line: usize,
    text: String,
}

/// A heading, and the blocks below it up to the next.
struct Section<'t> {
    heading: &'t str,
    line: usize,
    blocks: Vec<Block<'t>>,
}

pub(super) fn read(file: &str, text: &str, into: &mut Cases) {
    for section in sections(file, text, into) {
        for block in &section.blocks {
            let kind = block.kind;
            if !BLOCKS.contains(&kind)
                && let Some(near) = closest(kind, BLOCKS)
            {
                let message = format!("a block `{}`: did you mean `{near}`?", tame(kind, 40));
                into.problem(file, block.line, message);
            }
        }
        if !section.blocks.iter().any(|block| BLOCKS.contains(&block.kind)) {
            continue;
        }
        if section.heading.is_empty() {
            into.problem(file, section.line, "a case without a name: put a heading above it");
            continue;
        }
        let at = (section.heading.to_owned(), file, section.line);
        let read = gather(&section);
        match read.and_then(|(sample, settings, fires, ignores)| {
            case(at, sample, settings, fires, ignores).map_err(|message| (section.line, message))
        }) {
            Ok(case) => into.cases.push(case),
            Err((line, message)) => into.problem(file, line, message),
        }
    }
}

type Gathered = (Value, Option<Value>, Vec<Expected>, Ignored);

/// Puts the blocks of a case together. What is wrong comes with its line.
fn gather(section: &Section<'_>) -> Result<Gathered, (usize, String)> {
    let mut sample = Map::new();
    let (mut messages, mut contexts) = (Vec::new(), Vec::new());
    let (mut settings, mut fires, mut ignores) = (None, Vec::new(), Vec::new());
    for block in &section.blocks {
        let parsed =
            || serde_json::from_str::<Value>(&block.text).map_err(|error| (block.line + error.line(), words(&error)));
        let text = || Value::String(block.text.clone());
        match block.kind {
            "answer" if sample.contains_key("answer") => {
                return Err((block.line, "a second answer: a case has one".into()));
            }
            "answer" => {
                sample.insert("answer".into(), text());
            }
            role @ ("user" | "assistant" | "system" | "developer") => {
                messages.push(json!({"role": role, "content": text()}))
            }
            "context" => {
                let mut context = Map::from_iter([("text".to_owned(), text())]);
                if !block.rest.is_empty() {
                    context.insert("id".into(), block.rest.into());
                }
                contexts.push(Value::Object(context));
            }
            "sample" => match parsed()? {
                Value::Object(fields) => sample.extend(fields),
                _ => return Err((block.line, "a sample is an object".into())),
            },
            "settings" => settings = Some(parsed()?),
            "fires" => {
                for (offset, line) in lines(&block.text) {
                    let expected = Expected::parse(line).map_err(|message| (block.line + offset, message))?;
                    expected.add_to(&mut fires);
                }
            }
            "ignores" => {
                for (offset, line) in lines(&block.text) {
                    let names: Vec<String> =
                        line.split([',', ' ']).filter(|name| !name.is_empty()).map(str::to_owned).collect();
                    Ignored::of(&names).map_err(|message| (block.line + offset, message))?;
                    ignores.extend(names);
                }
            }
            _ => {}
        }
    }
    for (key, list) in [("messages", messages), ("contexts", contexts)] {
        if !list.is_empty() && sample.insert(key.into(), Value::Array(list)).is_some() {
            return Err((section.line, format!("`{key}` stand both in the block `sample` and in blocks of their own")));
        }
    }
    let ignores = Ignored::of(&ignores).map_err(|message| (section.line, message))?;
    Ok((Value::Object(sample), settings, fires, ignores))
}

fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    format!("no JSON: {}", text.split(" at line ").next().unwrap_or_default())
}

/// The lines of a list that hold something, with their numbers in the block from 1; bullets are allowed.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter_map(|(index, line)| {
        let line = line.trim();
        let line = line.strip_prefix("- ").map_or(line, str::trim);
        (!line.is_empty()).then_some((index + 1, line))
    })
}

fn sections<'t>(file: &str, text: &'t str, into: &mut Cases) -> Vec<Section<'t>> {
    let mut sections = vec![Section { heading: "", line: 1, blocks: Vec::new() }];
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    while let Some((number, line)) = lines.next() {
        if let Some(heading) = heading(line) {
            sections.push(Section { heading, line: number, blocks: Vec::new() });
            continue;
        }
        let Some((fence, info)) = fence(line) else { continue };
        let mut body: Vec<&str> = Vec::new();
        let mut closed = false;
        for (_, line) in lines.by_ref() {
            if closes(line, fence) {
                closed = true;
                break;
            }
            body.push(line);
        }
        if !closed {
            into.problem(file, number, format!("the block is not closed: `{fence}` is missing below"));
            break;
        }
        let (kind, rest) = info.split_once(char::is_whitespace).unwrap_or((info, ""));
        let block = Block { kind, rest: rest.trim(), line: number, text: body.join("\n") };
        if let Some(section) = sections.last_mut() {
            section.blocks.push(block);
        }
    }
    sections
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let text = (1..=6).contains(&level).then_some(text)?.strip_prefix(' ')?;
    Some(text.trim().trim_end_matches('#').trim_end())
}

/// The fence that opens a block, and what follows it.
fn fence(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let info = line.trim_start_matches(mark);
    let fence = &line[..line.len() - info.len()];
    (fence.len() >= 3 && !info.contains('`')).then_some((fence, info.trim()))
}

fn closes(line: &str, fence: &str) -> bool {
    let line = line.trim();
    line.len() >= fence.len() && line.starts_with(fence) && line.trim_start_matches(&fence[..1]).is_empty()
}
