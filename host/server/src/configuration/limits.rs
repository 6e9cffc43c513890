use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a request, a connection and a key may use. Every bound has an answer of its own when it is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of a request's body. More: 413.
    pub body_bytes: u32,
    /// Bytes of one line of a batch or a stream. Longer ones are counted as unread; of a stream they end it.
    pub line_bytes: u32,
    /// Bytes of a request's head. More: 431.
    pub header_bytes: u32,
    /// Header fields of a request. More: 431.
    pub header_fields: u32,
    /// Seconds in which a request's head has to arrive; then the connection is closed.
    pub header_seconds: u32,
    /// Seconds in which a body has to arrive; of a batch or a stream, its next piece. Later: 408.
    pub body_seconds: u32,
    /// Connections at once. More wait until one ends.
    pub connections: u32,
    /// Requests that are worked on at once, for all keys. More: 503 with `Retry-After`.
    pub in_flight: u32,
    /// Checks of one key that wait for a processor. More: 503 with `Retry-After`.
    pub waiting: u32,
    /// Checks at once. 0: as many as there are processors.
    pub checks: u32,
    /// Seconds that requests have to end in when the server is told to stop.
    pub drain_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 8 << 20,
            line_bytes: 8 << 20,
            header_bytes: 32 << 10,
            header_fields: 100,
            header_seconds: 10,
            body_seconds: 30,
            connections: 4096,
            in_flight: 1024,
            waiting: 256,
            checks: 0,
            drain_seconds: 30,
        }
    }
}

impl Limits {
    pub(super) fn problems(&self) -> Vec<String> {
        let counts = [
            ("body_bytes", self.body_bytes),
            ("line_bytes", self.line_bytes),
            ("header_seconds", self.header_seconds),
            ("body_seconds", self.body_seconds),
            ("connections", self.connections),
            ("in_flight", self.in_flight),
            ("waiting", self.waiting),
        ];
        let zero = counts.iter().filter(|(_, value)| *value == 0);
        let mut problems: Vec<String> = zero.map(|(name, _)| format!("`limits.{name}` must not be 0")).collect();
        // Less than the parser's own buffer holds no head at all.
        if self.header_bytes < 8192 {
            problems.push("`limits.header_bytes` must be at least 8192".into());
        }
        if self.header_fields < 16 {
            problems.push("`limits.header_fields` must be at least 16: ordinary clients send a dozen".into());
        }
        problems
    }

    /// Checks at once.
    pub(crate) fn at_once(&self) -> usize {
        match self.checks {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            checks => checks as usize,
        }
    }
}
