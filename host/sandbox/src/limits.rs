use std::time::Duration;

use lictor_contract::{CheckLimits, ManifestLimits};

/// What a plugin may use. Fuel decides; the deadline is a backstop whose outcome is *unchecked*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxLimits {
    /// Bytes of a component file.
    pub component_bytes: usize,
    /// Bytes of a pack's settings as JSON.
    pub settings_bytes: usize,
    /// Bytes of linear memory of one instance.
    pub memory_bytes: usize,
    /// Elements of one table.
    pub table_elements: usize,
    /// Bytes of WebAssembly stack.
    pub stack_bytes: usize,
    /// Instructions (roughly) for `configure` and one `check`. The same on every machine.
    pub check_fuel: u64,
    /// Wall time for one check, rounded up to the tick of 1 ms.
    pub check_deadline: Duration,
    /// Instructions (roughly) for `configure` and `describe` at load.
    pub load_fuel: u64,
    /// Wall time for `configure` and `describe` at load.
    pub load_deadline: Duration,
    /// Bytes that one call may hand to the host during a check.
    pub check_transfer_bytes: usize,
    /// Bytes that one call may hand to the host at load; `describe` returns the manifest in one.
    pub load_transfer_bytes: usize,
    /// Problems with the settings that are kept.
    pub settings_problems: usize,
    /// What the manifest may declare.
    pub manifest: ManifestLimits,
    /// What one check may read and report.
    pub check: CheckLimits,
}

impl Default for SandboxLimits {
    fn default() -> Self {
        Self {
            // A Python component has 18 MB.
            component_bytes: 64 << 20,
            settings_bytes: 1 << 20,
            memory_bytes: 64 << 20,
            table_elements: 20_000,
            stack_bytes: 512 << 10,
            // About half a second of a slow machine; honest checks use less than a thousandth.
            check_fuel: 500_000_000,
            check_deadline: Duration::from_secs(2),
            load_fuel: 20_000_000_000,
            load_deadline: Duration::from_secs(20),
            // Lists that alias one large string keep the host busy; this stops them in a few milliseconds.
            check_transfer_bytes: 1 << 20,
            load_transfer_bytes: 32 << 20,
            settings_problems: 100,
            manifest: ManifestLimits::default(),
            check: CheckLimits::default(),
        }
    }
}
