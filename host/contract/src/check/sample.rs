//! The interface `sample`: what a plugin reads. Every method gives a [`Breach`] for what does not exist or is too much.

use lictor_model::{Input, InputState, PartKind, Role};

use super::{Breach, Check, PluginSpan};
use crate::matching::Hit;

/// What a pattern matched, with its surroundings, as the view showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excerpt<'a> {
    /// Text before the match.
    pub before: &'a str,
    /// The match.
    pub matched: &'a str,
    /// Text after the match.
    pub after: &'a str,
}

impl<'a> Check<'a> {
    /// `sample.part-count`
    pub fn part_count(&mut self) -> Result<u32, Breach> {
        self.call()?;
        Ok(self.visible.len() as u32)
    }

    /// `sample.input`
    pub fn input(&mut self, part: u32) -> Result<Input, Breach> {
        Ok(self.part(part)?.input)
    }

    /// `sample.text`
    pub fn text(&mut self, part: u32) -> Result<&'a str, Breach> {
        let text = self.part(part)?.text;
        self.hand_over(text.len())?;
        Ok(text)
    }

    /// `sample.read`
    pub fn read(&mut self, part: u32, start: u32, end: u32) -> Result<&'a str, Breach> {
        let text = self.part(part)?.text;
        let (start, end) = (start as usize, end as usize);
        if start > end || end > text.len() {
            return self.breach(Breach::BadRange);
        }
        let text = &text[text.floor_char_boundary(start)..text.ceil_char_boundary(end)];
        self.hand_over(text.len())?;
        Ok(text)
    }

    /// `sample.len`
    pub fn len(&mut self, part: u32) -> Result<u32, Breach> {
        Ok(self.part(part)?.text.len() as u32)
    }

    /// `sample.property`
    pub fn property(&mut self, part: u32, key: &str) -> Result<Option<String>, Breach> {
        let id = self.part(part)?.id;
        self.take(key.len())?;
        let index = id.index as usize;
        let owned = |value: &Option<String>| value.clone();
        let property = match id.kind {
            PartKind::Answer => None,
            PartKind::Message => self.sample.messages.as_ref().and_then(|messages| {
                let role = match messages.get(index)?.role {
                    Role::System => "system",
                    Role::Developer => "developer",
                    Role::User => "user",
                    Role::Assistant => "assistant",
                    Role::Tool => "tool",
                };
                (key == "role").then(|| role.to_owned())
            }),
            PartKind::Context => self.sample.contexts.as_ref().and_then(|contexts| {
                let context = contexts.get(index)?;
                match key {
                    "id" => owned(&context.id),
                    "title" => owned(&context.title),
                    "source" => owned(&context.source),
                    "access" => serde_json::to_string(&context.access).ok(),
                    _ => None,
                }
            }),
            PartKind::ToolCall => self.sample.tool_calls.as_ref().and_then(|calls| {
                let call = calls.get(index)?;
                match key {
                    "id" => owned(&call.id),
                    "name" => Some(call.name.clone()),
                    _ => None,
                }
            }),
            PartKind::ToolResult => self.sample.tool_results.as_ref().and_then(|results| {
                let result = results.get(index)?;
                match key {
                    "id" => owned(&result.id),
                    "name" => owned(&result.name),
                    "success" => result.success.map(|success| success.to_string()),
                    _ => None,
                }
            }),
            PartKind::Citation => self.sample.citations.as_ref().and_then(|citations| {
                let citation = citations.get(index)?;
                match key {
                    "context" => owned(&citation.context),
                    "url" => owned(&citation.url),
                    _ => None,
                }
            }),
            PartKind::Fact => self.sample.expectation.as_ref().and_then(|expectation| {
                let fact = expectation.facts.get(index)?;
                match key {
                    "aliases" => serde_json::to_string(&fact.aliases).ok(),
                    "role" => Some("fact".into()),
                    _ => None,
                }
            }),
            PartKind::ForbiddenTerm => (key == "role").then(|| "forbidden".to_owned()),
        };
        self.hand_over_made(property)
    }

    /// `sample.attribute`
    pub fn attribute(&mut self, key: &str) -> Result<Option<String>, Breach> {
        self.call()?;
        self.take(key.len())?;
        let attribute = match key {
            "stage" => Some(match self.sample.stage {
                lictor_model::Stage::Response => "response".into(),
                lictor_model::Stage::Request => "request".into(),
            }),
            "workflow" => self.sample.workflow.clone(),
            "language" => Some(self.attributes.language.clone()),
            "today" => Some(self.attributes.today.clone()),
            "finish-reason" => self.sample.finish_reason.clone(),
            "caller-labels" if self.granted.contains(Input::CallerLabels) => {
                self.sample.caller.as_ref().and_then(|caller| serde_json::to_string(&caller.labels).ok())
            }
            "caller-id" if self.granted.contains(Input::CallerLabels) => {
                self.sample.caller.as_ref().and_then(|caller| caller.id.clone())
            }
            "behaviour" if self.granted.contains(Input::Expectation) => self
                .sample
                .expectation
                .as_ref()
                .and_then(|expectation| expectation.behaviour)
                .map(|behaviour| behaviour.as_str().into()),
            _ => None,
        };
        self.hand_over_made(attribute)
    }

    /// `sample.input-state`
    pub fn input_state(&mut self, input: &str) -> Result<&'static str, Breach> {
        self.call()?;
        self.take(input.len())?;
        Ok(match input.parse::<Input>() {
            Err(_) => "unknown",
            Ok(input) if !self.granted.contains(input) => InputState::Withheld.as_str(),
            Ok(input) => self.sample.input_state(input).as_str(),
        })
    }

    /// `sample.expectation`
    pub fn expectation(&mut self) -> Result<Option<String>, Breach> {
        self.call()?;
        if !self.granted.contains(Input::Expectation) {
            return Ok(None);
        }
        let expectation = self.sample.expectation.as_ref();
        self.hand_over_made(expectation.and_then(|expectation| serde_json::to_string(expectation).ok()))
    }

    /// `sample.hits`, with parts numbered as the plugin sees them: pattern, view, span.
    pub fn hits(&mut self) -> Result<Vec<(u32, u32, PluginSpan)>, Breach> {
        self.call()?;
        self.hand_over(self.hits.len() * size_of::<(u32, u32, PluginSpan)>())?;
        let visible = &self.visible;
        let renumbered = |hit: &Hit| {
            let part = visible.binary_search(&hit.span.part).ok()? as u32;
            Some((hit.pattern, hit.view, PluginSpan { part, start: hit.span.start, end: hit.span.end }))
        };
        // Hits lie in granted parts only, so every one of them is renumbered.
        Ok(self.hits.iter().filter_map(renumbered).collect())
    }

    /// `sample.view`
    pub fn view(&mut self, view: u32) -> Result<&'a str, Breach> {
        self.call()?;
        if view == 0 {
            return Ok("raw");
        }
        if self.views.is_empty() {
            // Numbers have no gaps. Looking through all hits at each call would be work that no fuel pays for.
            self.views.push("raw");
            for hit in self.hits {
                let number = hit.view as usize;
                if number >= self.views.len() {
                    self.views.resize(number + 1, "");
                }
                self.views[number] = self.scanned.view(hit).name();
            }
        }
        match self.views.get(view as usize) {
            Some(name) => Ok(name),
            None => self.breach(Breach::NoSuchView),
        }
    }

    /// `sample.around`
    pub fn around(&mut self, hit: u32, before: u32, after: u32) -> Result<Excerpt<'a>, Breach> {
        let hit = self.hit(hit)?;
        let text = self.scanned.view(hit).text();
        let (start, end) = (hit.view_start as usize, hit.view_end as usize);
        let from = text.ceil_char_boundary(start.saturating_sub(before as usize));
        let to = text.floor_char_boundary(end.saturating_add(after as usize).min(text.len()));
        self.hand_over(to.saturating_sub(from))?;
        Ok(Excerpt {
            before: &text[from.min(start)..start],
            matched: &text[start..end],
            after: &text[end..to.max(end)],
        })
    }

    /// `sample.locate`
    pub fn locate(&mut self, hit: u32, start: u32, end: u32) -> Result<PluginSpan, Breach> {
        let hit = self.hit(hit)?;
        if start > end || end > hit.view_end - hit.view_start {
            return self.breach(Breach::BadRange);
        }
        let view = self.scanned.view(hit);
        // The ends of the match are edges, so that this stays within it.
        let start = view.text().floor_char_boundary((hit.view_start + start) as usize);
        let end = view.text().ceil_char_boundary((hit.view_start + end) as usize);
        let original = view.original(start, end);
        match self.visible.binary_search(&hit.span.part) {
            Ok(part) => Ok(PluginSpan { part: part as u32, start: original.start as u32, end: original.end as u32 }),
            Err(_) => self.breach(Breach::NoSuchPart),
        }
    }
}
