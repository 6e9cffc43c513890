use lictor_sdk::{Dimension, Example, Level, Status, rule};

use super::report::{FORMATS, check_formats, format};

rule! {
    /// ## What it does
    /// Reports keys of language-model vendors by prefix, length and alphabet: Anthropic, OpenAI and services that copied its
    /// `sk-` form, Hugging Face, Groq, Replicate, Perplexity, xAI, OpenRouter, Fireworks, NVIDIA, LangSmith, Tavily,
    /// Jina, Pinecone, Firecrawl, ElevenLabs, Together, Cerebras, Voyage, Langfuse, LlamaCloud, Apify and E2B. The part after the prefix must look drawn at random.
    ///
    /// ## Why is this bad
    /// The key is billed to its owner, and often reads the owner's stored conversations and files. It is also the key most
    /// likely to stand in a prompt or a log that a model sees.
    ///
    /// ## Known false positives
    /// Revoked keys.
    pub(crate) LLM_API_KEY {
        code: "EXP305",
        slug: "llm-api-key",
        summary: "a key of a language-model vendor",
        message: "contains an API key for language models ({kind})",
        remedy: "Revoke the key, and keep it out of whatever the model was given.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[
            format("Anthropic key", r"\bsk-ant-(?:api|admin)\d\d-[A-Za-z0-9_-]{93}AA"),
            format("Anthropic key", r"\bsk-ant-(?:oat|ort|sid)\d\d-[A-Za-z0-9_-]{60,}"),
            format("OpenAI key", r"\bsk-(?:[a-z]{2,10}-)?[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,}"),
            format("OpenAI key", r"\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,}"),
            format("OpenAI-style key", r"\bsk-(?:[a-z]{2,4}-)?[A-Za-z0-9]{32,64}\b"),
            format("Hugging Face token", r"\b(?:hf|api_org)_[A-Za-z0-9]{34,37}\b"),
            format("Groq key", r"\bgsk_[A-Za-z0-9]{48,56}\b"),
            format("Replicate token", r"\br8_[A-Za-z0-9_-]{37,45}"),
            format("Perplexity key", r"\bpplx-[A-Za-z0-9]{48,56}\b"),
            format("xAI key", r"\bxai-[A-Za-z0-9]{70,90}\b"),
            format("OpenRouter key", r"\bsk-or-v1-[a-f0-9]{64}\b"),
            format("Fireworks key", r"\bfw_[A-Za-z0-9]{22,40}\b"),
            format("NVIDIA key", r"\bnvapi-[A-Za-z0-9_-]{60,70}"),
            format("LangSmith key", r"\blsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}\b"),
            format("Tavily key", r"\btvly-(?:dev-|prod-)?[A-Za-z0-9]{32}\b"),
            format("Jina key", r"\bjina_[A-Za-z0-9_-]{56,64}"),
            format("Pinecone key", r"\bpcsk_[A-Za-z0-9_]{60,80}\b"),
            format("Firecrawl key", r"\bfc-[a-f0-9]{32}\b"),
            format("Together key", r"\btgp_v1_[A-Za-z0-9_-]{43}"),
            format("Cerebras key", r"\bcsk-[a-z0-9]{48}\b"),
            format("Voyage key", r"\bpa-[A-Za-z0-9_-]{43}\b"),
            format("Langfuse key", r"\bsk-lf-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
            format("LlamaCloud key", r"\bllx-[A-Za-z0-9]{40,60}\b"),
            format("Apify token", r"\bapify_api_[A-Za-z0-9]{36}\b"),
            format("E2B key", r"\be2b_[a-f0-9]{40}\b"),
            format("Cursor key", r"\b(?:key|crsr)_[a-f0-9]{64}\b"),
            format("ElevenLabs key", r"\bsk_[a-f0-9]{48}\b"),
        ],
        fires: &[
            Example::answer("client = Anthropic(api_key=\"{{joined:sk-|ant-}}api03-{{random:base64url:93}}AA\")"),
            Example::answer("Your API key is {{joined:sk-|}}{{random:alnum:20}}{{joined:T3Blbk|FJ}}{{random:alnum:20}}."),
            Example::answer("HF_TOKEN={{joined:h|f_}}{{random:alnum:34}}"),
            Example::answer("{{rot13:The key for the service is {{joined:gs|k_}}{{random:alnum:52}}, and that is all.}}"),
        ],
        ignores: &[
            Example::answer("OPENAI_API_KEY=\"sk-...\""),
            Example::answer("export OPENAI_API_KEY=YOUR_API_KEY"),
            Example::answer("api_key=\"sk-proj-your-api-key-goes-in-this-place-of-the-file\""),
            Example::answer("Use `sk-learn-contrib-style-module-names-are-long-and-harmless`."),
        ],
        check: |case| check_formats(case, &[]),
        extra: FORMATS,
    }
}
