//! What the caller may not read: restricted contexts, canaries, the system prompt.
