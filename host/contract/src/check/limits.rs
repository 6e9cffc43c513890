/// How much one plugin may say about one sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLimits {
    /// Findings, `not-applicable` and `measure` calls together.
    pub reports: u32,
    /// Spans of one finding.
    pub spans: u32,
    /// Hits that one finding rests on.
    pub hits: u32,
    /// Calls of any imported function.
    pub calls: u32,
    /// Bytes of text handed to the plugin, over all calls.
    pub text_bytes: u64,
    /// Bytes that the plugin hands to the host, over all calls: names, keys, details, spans, indices.
    pub output_bytes: u64,
    /// Bytes of evidence, over all findings: of what their spans cover, and of what views other than the raw one
    /// showed. The host hashes, masks and quotes it, and no fuel pays for that.
    pub evidence_bytes: u64,
}

impl Default for CheckLimits {
    fn default() -> Self {
        // A rule that has more to say than this about one answer has nothing to say. Reading is bounded at
        // several times the largest sample that is accepted, so that no honest pack meets it.
        Self {
            reports: 512,
            spans: 64,
            hits: 256,
            calls: 200_000,
            text_bytes: 256 << 20,
            // 512 findings with all their spans, hits and details have one.
            output_bytes: 4 << 20,
            evidence_bytes: 16 << 20,
        }
    }
}
