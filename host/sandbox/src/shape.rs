//! How large a component's code is, counted before anything is compiled.
//!
//! Compiling takes time and memory that grow with the code, in the worst case faster than it. Every count here
//! bounds one way in which a small file could keep the compiler busy.

use wasmparser::{Payload, TableInit};

use crate::limits::CodeLimits;

/// Sizes of everything in a component that costs time or memory to compile or to instantiate. Nested modules
/// and components count in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// Modules and components inside it, at any depth.
    pub modules: u64,
    /// How deep they are nested.
    pub nesting: u64,
    /// Bytes of function bodies.
    pub code_bytes: u64,
    /// Functions with a body.
    pub functions: u64,
    /// Bytes of the largest function body.
    pub function_bytes: u64,
    /// Locals of the function that has most of them.
    pub function_locals: u64,
    /// Data segments.
    pub data_segments: u64,
    /// Entries of all other sections: types, imports, exports, tables, globals, elements, aliases, adapters.
    pub items: u64,
    /// Bytes that the largest memory begins with.
    pub memory_bytes: u64,
    /// Elements that the largest table begins with.
    pub table_elements: u64,
}

/// A limit that a component is over before it is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{found} {what}, more than the {limit} allowed")]
pub struct Excess {
    /// What there is too much of, in words.
    pub what: &'static str,
    /// How much there is.
    pub found: u64,
    /// How much there may be.
    pub limit: u64,
}

impl Shape {
    /// Counts one piece of the file. `depth` is 0 at the top.
    pub(crate) fn count(&mut self, payload: &Payload<'_>, depth: usize) -> wasmparser::Result<()> {
        match payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                self.modules += 1;
                self.nesting = self.nesting.max(depth as u64 + 1);
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                let bytes = range.end - range.start;
                self.functions += 1;
                self.code_bytes += bytes;
                self.function_bytes = self.function_bytes.max(bytes);
                let mut locals = 0_u64;
                for local in body.get_locals_reader()? {
                    locals += u64::from(local?.0);
                }
                self.function_locals = self.function_locals.max(locals);
            }
            Payload::DataSection(section) => self.data_segments += u64::from(section.count()),
            Payload::MemorySection(section) => {
                self.items += u64::from(section.count());
                for memory in section.clone() {
                    let memory = memory?;
                    let page = 1_u64 << memory.page_size_log2.unwrap_or(16).min(32);
                    self.memory_bytes = self.memory_bytes.max(memory.initial.saturating_mul(page));
                }
            }
            Payload::TableSection(section) => {
                self.items += u64::from(section.count());
                for table in section.clone() {
                    let table = table?;
                    self.table_elements = self.table_elements.max(table.ty.initial);
                    if let TableInit::Expr(_) = table.init {
                        self.items += 1;
                    }
                }
            }
            Payload::ElementSection(section) => {
                for element in section.clone() {
                    self.items += 1 + match element?.items {
                        wasmparser::ElementItems::Functions(items) => u64::from(items.count()),
                        wasmparser::ElementItems::Expressions(_, items) => u64::from(items.count()),
                    };
                }
            }
            other => self.items += u64::from(entries(other)),
        }
        Ok(())
    }

    /// The first limit that it is over.
    #[cfg_attr(not(feature = "run"), allow(dead_code))]
    pub(crate) fn excess(&self, limits: &CodeLimits, memory_bytes: usize, table_elements: usize) -> Option<Excess> {
        let bounds = [
            ("nested modules and components", self.modules, limits.modules),
            ("levels of nesting", self.nesting, limits.nesting),
            ("functions", self.functions, limits.functions),
            ("bytes of code", self.code_bytes, limits.code_bytes),
            ("bytes of code in one function", self.function_bytes, limits.function_bytes),
            ("locals in one function", self.function_locals, limits.function_locals),
            ("data segments", self.data_segments, limits.data_segments),
            ("types, imports, exports, elements and the like", self.items, limits.items),
            ("bytes of memory at the start", self.memory_bytes, memory_bytes as u64),
            ("table elements at the start", self.table_elements, table_elements as u64),
        ];
        let over = bounds.into_iter().find(|(_, found, limit)| found > limit);
        over.map(|(what, found, limit)| Excess { what, found, limit })
    }
}

/// How many entries a section says that it has.
fn entries(payload: &Payload<'_>) -> u32 {
    match payload {
        Payload::TypeSection(section) => section.count(),
        Payload::ImportSection(section) => section.count(),
        Payload::FunctionSection(section) => section.count(),
        Payload::TagSection(section) => section.count(),
        Payload::GlobalSection(section) => section.count(),
        Payload::ExportSection(section) => section.count(),
        Payload::InstanceSection(section) => section.count(),
        Payload::CoreTypeSection(section) => section.count(),
        Payload::ComponentInstanceSection(section) => section.count(),
        Payload::ComponentAliasSection(section) => section.count(),
        Payload::ComponentTypeSection(section) => section.count(),
        Payload::ComponentCanonicalSection(section) => section.count(),
        Payload::ComponentImportSection(section) => section.count(),
        Payload::ComponentExportSection(section) => section.count(),
        _ => 0,
    }
}
