//! What others have laid down: the calls of gateways, and OpenAI's. Their own documents say what their bodies hold.

use super::operations::{ASKED, Body, Operation};

const JSON: &[&str] = &["application/json"];
const JSON_OR_EVENTS: &[&str] = &["application/json", "text/event-stream"];
/// Every error of the proxy has OpenAI's form.
const OPENAI: &[&str] = &["default"];

/// Path at the root, path under a policy, and what is asked there.
pub(super) fn asked() -> Vec<(&'static str, &'static str, Operation)> {
    let body = |description| Body { description, forms: JSON, schema: None };
    let gateway = |id, summary, sent, answered| Operation {
        method: "post",
        id,
        summary,
        tag: "gateways",
        body: Some(body(sent)),
        answer: body(answered),
        problems: ASKED,
        open: false,
    };
    let litellm = gateway(
        "litellm",
        "LiteLLM's generic guardrail",
        "What LiteLLM sends before or after a call.",
        "An `action`, and for `BLOCKED` the reason.",
    );
    let portkey = gateway("portkey", "Portkey's webhook", "What Portkey sends to a hook.", "A `verdict`, and `data`.");
    let promptfoo = gateway(
        "promptfoo",
        "promptfoo's webhook assertion",
        "An `output` and its `context`.",
        "`pass`, `score`, `reason`.",
    );
    let nemo = gateway("nemo", "NeMo Guardrails' checks", "A conversation.", "A `status`, and the `content` to show.");
    let request = gateway("agentgateway-request", "agentgateway's request webhook", "Messages.", "An `action`.");
    let response = gateway("agentgateway-response", "agentgateway's response webhook", "Choices.", "An `action`.");
    let chat = Operation {
        id: "chat-completions",
        summary: "A chat completion of the model server behind this one, checked before and after",
        tag: "proxy",
        body: Some(body("As OpenAI's API has it, and a field `lictor` with what is known beside the messages.")),
        answer: Body {
            description: "As OpenAI's API has it, and a field `lictor` with what was decided.",
            forms: JSON_OR_EVENTS,
            schema: None,
        },
        problems: OPENAI,
        ..litellm.clone()
    };
    let models = Operation {
        method: "get",
        id: "models",
        summary: "The models of the model server behind this one",
        body: None,
        answer: body("As OpenAI's API has it."),
        ..chat.clone()
    };
    vec![
        ("/beta/litellm_basic_guardrail_api", "beta/litellm_basic_guardrail_api", litellm),
        ("/portkey", "portkey", portkey),
        ("/promptfoo", "promptfoo", promptfoo),
        ("/v1/checks", "checks", nemo),
        ("/request", "request", request),
        ("/response", "response", response),
        ("/v1/chat/completions", "chat/completions", chat),
        ("/v1/models", "models", models),
    ]
}
