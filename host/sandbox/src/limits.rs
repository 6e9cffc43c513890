use std::time::Duration;

use lictor_contract::{CheckLimits, ManifestLimits};
use lictor_scan::PatternLimits;

/// Core modules that one instance of a component may consist of. A Python interpreter has 38.
pub const MAX_CORE_INSTANCES: u32 = 64;

/// Linear memories of one instance. QuickJS has three, two of them empty.
pub const MAX_MEMORIES: u32 = 4;

/// Tables of one instance.
pub const MAX_TABLES: u32 = 16;

/// What a plugin may use. Fuel decides; the deadline is a backstop whose outcome is *unchecked*.
///
/// `docs/limits.md` lists every field with its unit, scope, default and outcome, and a test compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxLimits {
    /// Bytes of a component file.
    pub component_bytes: usize,
    /// Bytes of a pack's settings as JSON.
    pub settings_bytes: usize,
    /// Bytes of linear memory of one instance, all its memories together.
    pub memory_bytes: usize,
    /// Elements of one table.
    pub table_elements: usize,
    /// Bytes of WebAssembly stack.
    pub stack_bytes: usize,
    /// Instructions (roughly; bulk operations count each byte) for `configure` and one `check`. The same on
    /// every machine.
    pub check_fuel: u64,
    /// Wall time for one check, rounded up to the tick of 1 ms.
    pub check_deadline: Duration,
    /// Instructions (roughly) for `configure` and `describe` at load.
    pub load_fuel: u64,
    /// Wall time for `configure` and `describe` at load.
    pub load_deadline: Duration,
    /// Bytes that one call may hand to the host during a check. What a whole check may hand over is
    /// [`CheckLimits::output_bytes`].
    pub check_transfer_bytes: usize,
    /// Bytes that one call may hand to the host at load; `describe` returns the manifest in one.
    pub load_transfer_bytes: usize,
    /// Problems with the settings that are kept.
    pub settings_problems: usize,
    /// How much code is compiled, and for how long.
    pub code: CodeLimits,
    /// What the manifest may declare.
    pub manifest: ManifestLimits,
    /// What one check may read and report.
    pub check: CheckLimits,
    /// How large the patterns of all packs may be.
    pub patterns: PatternLimits,
}

/// How much code one component may bring. Counted in the file, before anything is compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLimits {
    /// Wall time for compiling one component. A backstop, as every clock is: the counts below decide.
    pub compile_time: Duration,
    /// Modules and components inside it.
    pub modules: u64,
    /// How deep they are nested.
    pub nesting: u64,
    /// Bytes of all function bodies.
    pub code_bytes: u64,
    /// Functions.
    pub functions: u64,
    /// Bytes of one function body.
    pub function_bytes: u64,
    /// Locals of one function.
    pub function_locals: u64,
    /// Data segments.
    pub data_segments: u64,
    /// Types, imports, exports, globals, elements, aliases and adapters.
    pub items: u64,
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
            code: CodeLimits::default(),
            manifest: ManifestLimits::default(),
            check: CheckLimits::default(),
            patterns: PatternLimits::default(),
        }
    }
}

impl Default for CodeLimits {
    fn default() -> Self {
        Self {
            // A whole Python interpreter takes about half a minute on two slow cores.
            compile_time: Duration::from_secs(120),
            // Python brings some twenty modules, all at one depth.
            modules: 200,
            nesting: 8,
            code_bytes: 40 << 20,
            functions: 200_000,
            // The main loop of an interpreter has a tenth of this.
            function_bytes: 1 << 20,
            function_locals: 10_000,
            data_segments: 100_000,
            items: 1_000_000,
        }
    }
}
