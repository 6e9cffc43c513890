use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::{Input, InputState, Part, PartId, PartKind, closest};

/// One answer (or request) to check, with what is known about it.
///
/// A response needs `answer`, a request needs `messages`; nothing else is required. A rule that needs
/// what is missing is *not applicable*.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// The case's name in reports. Made from file and line when it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Whether the answer or the request is checked.
    #[serde(default)]
    pub stage: Stage,
    /// The workflow that the policy may treat differently, such as `support-assistant`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow: Option<String>,
    /// The conversation, oldest first, without the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<Message>>,
    /// What the model answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// The texts that were retrieved for the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contexts: Option<Vec<Context>>,
    /// Who asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// Citations that the application carries beside the answer's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citations: Option<Vec<Citation>>,
    /// Tools that the model called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_calls: Option<Vec<ToolCall>>,
    /// What the tools gave back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_results: Option<Vec<ToolResult>>,
    /// What a person expects of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expectation: Option<Expectation>,
    /// The answer's language (BCP 47, such as `en`). Detected when it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Why the model stopped: `stop`, `length`, `content_filter`, `tool_calls`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<String>,
    /// Labels for grouping in reports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Anything else that travels with the case. No rule reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

/// What is checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The model's answer, before a user sees it.
    #[default]
    Response,
    /// The user's request, before the model sees it.
    Request,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The application's instructions.
    System,
    /// The application's instructions, as newer APIs call them.
    Developer,
    /// The user.
    #[serde(alias = "human")]
    User,
    /// The model.
    #[serde(alias = "agent", alias = "model", alias = "bot", alias = "ai")]
    Assistant,
    /// The result of a tool.
    #[serde(alias = "function")]
    Tool,
}

/// One message of the conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Message {
    /// Who wrote it.
    #[serde(alias = "speaker")]
    pub role: Role,
    /// Its text; a list of typed content parts is accepted and its texts are joined by line feeds.
    #[serde(default, alias = "text", deserialize_with = "content_text")]
    #[schemars(with = "Content")]
    pub content: String,
}

/// A retrieved text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// The document's identifier, as citations name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The text.
    pub text: String,
    /// The document's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it comes from: a URL or a path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Who may read it: callers with at least one of these labels. Empty: everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<String>,
}

/// Who asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Caller {
    /// An opaque identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The access labels that the caller holds.
    #[serde(default)]
    pub labels: Vec<String>,
}

/// A citation beside the answer's text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The cited context's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The cited URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The text that the citation shows.
    #[serde(default)]
    pub text: String,
}

/// A tool that the model called.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolCall {
    /// The call's identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The tool's name.
    pub name: String,
    /// Its arguments as text; a JSON value is accepted and written compactly, and spans are bytes of that.
    #[serde(default, deserialize_with = "json_text")]
    #[schemars(with = "Value")]
    pub arguments: String,
}

/// What a tool gave back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolResult {
    /// The call that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The tool's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the tool says that it worked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success: Option<bool>,
    /// The result as text; a JSON value is accepted and written compactly.
    #[serde(default, deserialize_with = "json_text")]
    #[schemars(with = "Value")]
    pub text: String,
}

/// What a person expects of an answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// What the answer should do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behaviour: Option<Behaviour>,
    /// What it must say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<FactForm>")]
    pub facts: Vec<Fact>,
    /// What it must not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbidden: Vec<String>,
}

/// What an answer should do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Behaviour {
    /// Answer the question.
    Answer,
    /// Decline.
    Refuse,
    /// Ask back.
    Clarify,
    /// Say that it is not known.
    Abstain,
}

impl Behaviour {
    /// The name used in JSON and in manifests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Refuse => "refuse",
            Self::Clarify => "clarify",
            Self::Abstain => "abstain",
        }
    }
}

/// Something that an answer must say: a text, or a text with other ways to write it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Fact {
    /// The fact, such as `30 days`.
    pub text: String,
    /// Other ways to write it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

/// The two ways to write a fact.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
enum FactForm {
    /// The fact, such as `30 days`.
    Text(String),
    /// The fact with other ways to write it.
    Full {
        /// The fact.
        text: String,
        /// Other ways to write it.
        #[serde(default)]
        aliases: Vec<String>,
    },
}

impl<'de> Deserialize<'de> for Fact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match FactForm::deserialize(deserializer)? {
            FactForm::Text(text) => Self { text, aliases: Vec::new() },
            FactForm::Full { text, aliases } => Self { text, aliases },
        })
    }
}

/// Why a JSON text is no sample. Never quotes a value of the text: it may hold a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SampleError {
    /// No JSON, or a value of the wrong type.
    #[error("{message}{}, at byte {column}{}", quoted(.key), .hint.as_deref().unwrap_or_default())]
    Json {
        /// What the parser expected.
        message: String,
        /// The key that nobody knows, where it looks like one.
        key: Option<String>,
        /// Where it stopped, counted from 1.
        column: usize,
        /// A mend, if one is known.
        hint: Option<String>,
    },
    /// A response without an answer.
    #[error("no `answer`: a response needs one (a request says `\"stage\": \"request\"`)")]
    NoAnswer,
    /// A request without messages.
    #[error("no `messages`: a request needs at least one")]
    NoMessages,
}

impl SampleError {
    /// The same without anything that the text held, keys included: for those who promise to repeat nothing.
    pub fn without_key(mut self) -> Self {
        if let Self::Json { key, .. } = &mut self {
            *key = None;
        }
        self
    }
}

fn quoted(key: &Option<String>) -> String {
    key.as_ref().map(|key| format!(" `{key}`")).unwrap_or_default()
}

impl Sample {
    /// The keys of the JSON form.
    pub const KEYS: [&'static str; 15] = [
        "id",
        "stage",
        "workflow",
        "messages",
        "answer",
        "contexts",
        "caller",
        "citations",
        "tool_calls",
        "tool_results",
        "expectation",
        "language",
        "finish_reason",
        "tags",
        "metadata",
    ];

    /// Reads one sample from its JSON form and checks that it holds what its stage needs.
    ///
    /// # Errors
    /// [`SampleError`], which names the place and the mend and quotes no value.
    pub fn from_json(json: &str) -> Result<Self, SampleError> {
        // A list of values would be taken for the fields in their order.
        if json.trim_start().starts_with('[') {
            return Err(SampleError::Json { message: "not a JSON object".into(), key: None, column: 1, hint: None });
        }
        let sample: Self = serde_json::from_str(json).map_err(|error| Self::explain(json, &error))?;
        sample.require()?;
        Ok(sample)
    }

    /// Bytes of all its texts together.
    pub fn text_bytes(&self) -> usize {
        self.parts().iter().map(|part| part.text.len()).sum()
    }

    /// Checks that the sample holds what its stage needs.
    ///
    /// # Errors
    /// [`SampleError::NoAnswer`] or [`SampleError::NoMessages`].
    pub fn require(&self) -> Result<(), SampleError> {
        match self.stage {
            Stage::Response if self.answer.is_none() => Err(SampleError::NoAnswer),
            Stage::Request if self.messages.as_ref().is_none_or(Vec::is_empty) => Err(SampleError::NoMessages),
            _ => Ok(()),
        }
    }

    /// The slow path: finds out what is wrong without showing a value.
    fn explain(json: &str, error: &serde_json::Error) -> SampleError {
        let column = error.column();
        if let Ok(value) = serde_json::from_str::<Value>(json) {
            let Value::Object(object) = &value else {
                return SampleError::Json { message: "not a JSON object".into(), key: None, column: 1, hint: None };
            };
            if let Some(key) = object.keys().find(|key| !Self::KEYS.contains(&key.as_str())) {
                let hint = match closest(key, Self::KEYS) {
                    Some(near) => format!("; did you mean `{near}`?"),
                    None => "; put it under `metadata`, or say with --map where the answer is".into(),
                };
                // A key that looks like none may be a value that slipped.
                let looks_like_one = key.len() <= 24 && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                let (message, key) = match looks_like_one || closest(key, Self::KEYS).is_some() {
                    true => ("unknown key", Some(key.clone())),
                    false => ("an unknown key", None),
                };
                return SampleError::Json { message: message.into(), key, column, hint: Some(hint) };
            }
            let culprit = object.iter().find(|(key, value)| {
                let mut alone = Map::new();
                alone.insert((*key).clone(), (*value).clone());
                serde_json::from_value::<Self>(Value::Object(alone)).is_err()
            });
            let message = match culprit {
                Some((key, _)) => format!("`{key}` has the wrong shape"),
                None => "not a sample".into(),
            };
            let hint = "; `lictor schema sample` prints the shape".to_owned();
            return SampleError::Json { message, key: None, column, hint: Some(hint) };
        }
        let message = match error.classify() {
            serde_json::error::Category::Eof => "the JSON ends too early",
            _ => "broken JSON",
        };
        SampleError::Json { message: message.into(), key: None, column, hint: None }
    }

    /// Whether the caller may read a context: it asks for no label, or for one that the caller holds.
    pub fn permits(&self, context: &Context) -> bool {
        let held = self.caller.as_ref().map_or(&[][..], |caller| &caller.labels);
        context.access.is_empty() || context.access.iter().any(|label| held.contains(label))
    }

    /// All texts of the sample. The index into the result is what [`Span::part`](crate::Span::part) means.
    pub fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = Vec::with_capacity(8);
        let mut push = |kind, index: usize, input, text| {
            parts.push(Part { id: PartId { kind, index: index as u32 }, input, text });
        };
        if let Some(answer) = &self.answer {
            push(PartKind::Answer, 0, Input::Answer, answer.as_str());
        }
        let messages = self.messages.as_deref().unwrap_or_default();
        let asked = messages.iter().rposition(|message| message.role == Role::User);
        for (index, message) in messages.iter().enumerate() {
            let input = match message.role {
                Role::System | Role::Developer => Input::SystemPrompt,
                Role::Tool => Input::ToolResults,
                _ if Some(index) == asked => Input::UserMessage,
                _ => Input::History,
            };
            push(PartKind::Message, index, input, &message.content);
        }
        for (index, context) in self.contexts.iter().flatten().enumerate() {
            let input = if self.permits(context) { Input::PermittedContexts } else { Input::RestrictedContexts };
            push(PartKind::Context, index, input, &context.text);
        }
        for (index, call) in self.tool_calls.iter().flatten().enumerate() {
            push(PartKind::ToolCall, index, Input::ToolCalls, &call.arguments);
        }
        for (index, result) in self.tool_results.iter().flatten().enumerate() {
            push(PartKind::ToolResult, index, Input::ToolResults, &result.text);
        }
        for (index, citation) in self.citations.iter().flatten().enumerate() {
            push(PartKind::Citation, index, Input::Citations, &citation.text);
        }
        if let Some(expectation) = &self.expectation {
            for (index, fact) in expectation.facts.iter().enumerate() {
                push(PartKind::Fact, index, Input::Expectation, &fact.text);
            }
            for (index, term) in expectation.forbidden.iter().enumerate() {
                push(PartKind::ForbiddenTerm, index, Input::Expectation, term);
            }
        }
        parts
    }

    /// What the sample has of an input, whoever may see it.
    pub fn input_state(&self, input: Input) -> InputState {
        let messages = |wanted: fn(&Role) -> bool| match &self.messages {
            None => InputState::Absent,
            Some(messages) if messages.iter().any(|m| wanted(&m.role) && !m.content.is_empty()) => InputState::Present,
            Some(messages) if messages.iter().any(|m| wanted(&m.role)) => InputState::Empty,
            Some(_) => InputState::Absent,
        };
        fn list<T>(items: Option<&Vec<T>>) -> InputState {
            match items {
                None => InputState::Absent,
                Some(items) if items.is_empty() => InputState::Empty,
                Some(_) => InputState::Present,
            }
        }
        let contexts = |permitted: bool| match &self.contexts {
            None => InputState::Absent,
            Some(contexts) if contexts.iter().any(|context| self.permits(context) == permitted) => InputState::Present,
            Some(_) => InputState::Empty,
        };
        match input {
            Input::Answer => match &self.answer {
                None => InputState::Absent,
                Some(answer) if answer.is_empty() => InputState::Empty,
                Some(_) => InputState::Present,
            },
            Input::UserMessage => messages(|role| *role == Role::User),
            Input::History => match &self.messages {
                None => InputState::Absent,
                Some(_) if self.parts().iter().any(|part| part.input == Input::History) => InputState::Present,
                Some(_) => InputState::Empty,
            },
            Input::SystemPrompt => messages(|role| matches!(role, Role::System | Role::Developer)),
            Input::ToolCalls => list(self.tool_calls.as_ref()),
            // A tool's result can stand in either place; an empty list does not hide those among the messages.
            Input::ToolResults => match (list(self.tool_results.as_ref()), messages(|role| *role == Role::Tool)) {
                (InputState::Present, _) | (InputState::Empty, InputState::Absent) => list(self.tool_results.as_ref()),
                (_, among_messages) => among_messages,
            },
            Input::PermittedContexts => contexts(true),
            Input::RestrictedContexts => contexts(false),
            Input::Citations => list(self.citations.as_ref()),
            Input::CallerLabels => match &self.caller {
                None => InputState::Absent,
                Some(caller) if caller.labels.is_empty() => InputState::Empty,
                Some(_) => InputState::Present,
            },
            Input::Expectation => match &self.expectation {
                None => InputState::Absent,
                Some(expectation) if *expectation == Expectation::default() => InputState::Empty,
                Some(_) => InputState::Present,
            },
        }
    }
}

/// The ways in which chat APIs write a message's content.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
enum Content {
    /// A text.
    Text(String),
    /// Typed parts, of which those with a text count.
    Parts(Vec<ContentPart>),
    /// Nothing.
    None(()),
}

#[derive(Deserialize, schemars::JsonSchema)]
struct ContentPart {
    #[serde(default)]
    text: Option<String>,
}

fn content_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Content::deserialize(deserializer)? {
        Content::Text(text) => text,
        Content::Parts(parts) => parts.into_iter().filter_map(|part| part.text).collect::<Vec<_>>().join("\n"),
        Content::None(()) => String::new(),
    })
}

/// Accepts a string as it is and writes any other JSON value compactly.
fn json_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(value: Value) -> Sample {
        Sample::from_json(&value.to_string()).unwrap()
    }

    #[test]
    fn keys_are_those_of_the_struct() {
        let schema = schemars::schema_for!(Sample);
        let properties = schema.as_value()["properties"].as_object().unwrap();
        assert!(properties.keys().map(String::as_str).eq(Sample::KEYS));
    }

    #[test]
    fn parts_know_which_grant_opens_them() {
        let sample = parse(serde_json::json!({
            "answer": "a",
            "messages": [
                {"role": "system", "content": "s"}, {"role": "user", "content": "u1"},
                {"role": "assistant", "content": [{"type": "text", "text": "a1"}]}, {"role": "user", "content": "u2"}
            ],
            "contexts": [{"text": "open"}, {"text": "closed", "access": ["hr"]}, {"text": "mine", "access": ["hr", "eng"]}],
            "caller": {"labels": ["eng"]},
            "tool_calls": [{"name": "t", "arguments": {"k": 1}}],
        }));
        let seen: Vec<_> =
            sample.parts().iter().map(|p| (p.id.to_string(), p.input.as_str(), p.text.to_owned())).collect();
        let expected = [
            ("answer", "answer", "a"),
            ("messages/0", "system-prompt", "s"),
            ("messages/1", "history", "u1"),
            ("messages/2", "history", "a1"),
            ("messages/3", "user-message", "u2"),
            ("contexts/0", "permitted-contexts", "open"),
            ("contexts/1", "restricted-contexts", "closed"),
            ("contexts/2", "permitted-contexts", "mine"),
            ("tool_calls/0", "tool-calls", "{\"k\":1}"),
        ];
        let expected: Vec<_> = expected.iter().map(|(a, b, c)| ((*a).to_owned(), *b, (*c).to_owned())).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn an_empty_list_of_tool_results_hides_none_among_the_messages() {
        let state = |sample: Value| parse(sample).input_state(Input::ToolResults);
        let message = |content: &str| serde_json::json!([{"role": "tool", "content": content}]);
        assert_eq!(state(serde_json::json!({"answer": "a", "tool_results": []})), InputState::Empty);
        let sample = |content| serde_json::json!({"answer": "a", "tool_results": [], "messages": message(content)});
        assert_eq!(state(sample("7")), InputState::Present);
        assert_eq!(state(sample("")), InputState::Empty);
        assert_eq!(state(serde_json::json!({"answer": "a", "messages": message("7")})), InputState::Present);
        assert_eq!(state(serde_json::json!({"answer": "a"})), InputState::Absent);
    }

    #[test]
    fn labelled_contexts_are_restricted_when_nobody_says_who_asks() {
        let sample = parse(serde_json::json!({"answer": "a", "contexts": [{"text": "t", "access": ["hr"]}]}));
        assert_eq!(sample.input_state(Input::RestrictedContexts), InputState::Present);
        assert_eq!(sample.input_state(Input::PermittedContexts), InputState::Empty);
        assert_eq!(sample.input_state(Input::CallerLabels), InputState::Absent);
    }

    #[test]
    fn errors_name_the_mend_and_never_the_value() {
        let secret = "hunter2-secret";
        for (json, says) in [
            (format!("{{\"anwser\": \"{secret}\"}}"), "did you mean `answer`?"),
            (format!("{{\"answer\": \"x\", \"top_p\": \"{secret}\"}}"), "unknown key `top_p`"),
            (format!("{{\"answer\": [\"{secret}\"]}}"), "`answer` has the wrong shape"),
            (format!("{{\"answer\": \"{secret}"), "ends too early"),
            (format!("{{\"answer\": {secret}}}"), "broken JSON"),
            (format!("\"{secret}\""), "not a JSON object"),
            (format!("{{\"id\": \"{secret}\"}}"), "no `answer`"),
            ("{\"stage\": \"request\", \"messages\": []}".into(), "no `messages`"),
        ] {
            let error = Sample::from_json(&json).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
            assert!(!error.contains(secret), "{error}");
        }
        // A password of letters looks like a key.
        let error = Sample::from_json("{\"correcthorse\": 1}").unwrap_err();
        assert!(error.to_string().contains("unknown key `correcthorse`"));
        assert!(!error.without_key().to_string().contains("correcthorse"));
    }
}
