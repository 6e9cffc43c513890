//! Code that is not compiled: features that differ between machines, and bombs for the compiler.

use crate::{Case, Fault, Guest, Outcome, Outcome::Refused};

fn with(extra: impl Into<String>) -> Guest {
    Guest { extra: extra.into(), ..Guest::default() }
}

fn too_much(what: &'static str) -> Outcome {
    Refused(Fault::TooMuch(what))
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = features();
    cases.extend(bombs());
    cases
}

fn features() -> Vec<Case> {
    vec![
        Case::each(
            "relaxed-simd",
            "code",
            "uses instructions whose results depend on the processor",
            Refused(Fault::Compile),
            || {
                let binary = ["i8x16.relaxed_swizzle", "f32x4.relaxed_min", "i16x8.relaxed_q15mulr_s"]
                    .map(|op| format!("(func (param v128 v128) (result v128) ({op} (local.get 0) (local.get 1)))"));
                let fused =
                    "(func (param v128) (result v128) (f32x4.relaxed_madd (local.get 0) (local.get 0) (local.get 0)))";
                binary.into_iter().chain([fused.into()]).map(|func| with(func).build()).collect()
            },
        ),
        Case::each("threads", "code", "uses shared memory and atomics", Refused(Fault::Compile), || {
            let atomic = "(func (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1))))";
            vec![with(atomic).build()]
        }),
        Case::new("memory64", "code", "has a memory of 64-bit addresses", Refused(Fault::Compile), || {
            with("(memory i64 1)").build()
        }),
        Case::new("many-memories", "code", "has a second memory", Refused(Fault::Compile), || {
            with("(memory 1)").build()
        }),
        Case::each(
            "later-proposals",
            "code",
            "uses proposals that are not switched on",
            Refused(Fault::Compile),
            || {
                [
                    "(type (struct (field i32)))",
                    "(tag (param i32))",
                    "(func (param i64) (result i64 i64)
                (i64.add128 (local.get 0) (local.get 0) (local.get 0) (local.get 0)))",
                ]
                .map(|text| with(text).build())
                .into()
            },
        ),
    ]
}

fn bombs() -> Vec<Case> {
    vec![
        Case::new(
            "large-function",
            "code",
            "has a function of 2 MiB",
            too_much("bytes of code in one function"),
            || with(format!("(func {})", "nop ".repeat(2 << 20))).build(),
        ),
        Case::new(
            "many-locals",
            "code",
            "has a function with 40,000 locals",
            too_much("locals in one function"),
            || with(format!("(func (local {}))", "i64 ".repeat(40_000))).build(),
        ),
        Case::new("many-functions", "code", "has more functions than are compiled", too_much("functions"), || {
            with("(func)".repeat(2_000)).build()
        })
        .limited(|limits| limits.code.functions = 2_000),
        Case::new("much-code", "code", "has more code than is compiled", too_much("bytes of code"), || {
            with("(func nop nop nop nop nop nop)".repeat(2_000)).build()
        })
        .limited(|limits| limits.code.code_bytes = 16_000),
        Case::new(
            "many-items",
            "code",
            "has more globals than are compiled",
            too_much("types, imports, exports, elements and the like"),
            || with("(global i32 (i32.const 0))".repeat(2_000)).build(),
        )
        .limited(|limits| limits.code.items = 2_000),
        Case::new("many-segments", "code", "unpacks thousands of data segments", too_much("data segments"), || {
            with("(data (i32.const 256) \"xx\")".repeat(2_000)).build()
        })
        .limited(|limits| limits.code.data_segments = 2_000),
        Case::new("many-modules", "code", "holds 300 modules", too_much("nested modules and components"), || {
            wat::parse_str(format!(
                r#"(component {} (instance $i) (export "lictor:plugin/scorer@1.0.0" (instance $i)))"#,
                "(core module)".repeat(300)
            ))
            .unwrap()
        }),
        Case::new("deep-nesting", "code", "nests components 20 deep", too_much("levels of nesting"), || {
            wat::parse_str(format!(
                r#"(component {}{} (instance $i) (export "lictor:plugin/scorer@1.0.0" (instance $i)))"#,
                "(component".repeat(20),
                ")".repeat(20)
            ))
            .unwrap()
        }),
        Case::new(
            "huge-memory",
            "code",
            "begins with a memory of 4 GiB",
            too_much("bytes of memory at the start"),
            || Guest { pages: 65_000, ..Guest::default() }.build(),
        ),
        Case::new(
            "huge-table",
            "code",
            "begins with a table of 10 million elements",
            too_much("table elements at the start"),
            || with("(table 10000000 funcref)").build(),
        ),
        Case::new("huge-type", "code", "builds a type that doubles 40 times", Refused(Fault::Compile), || {
            let mut types = String::from("(type $t0 (tuple u32 u32))");
            for n in 1..40 {
                types.push_str(&format!("(type $t{n} (tuple $t{} $t{}))", n - 1, n - 1));
            }
            wat::parse_str(format!(
                r#"(component {types} (instance $i) (export "lictor:plugin/scorer@1.0.0" (instance $i)))"#
            ))
            .unwrap()
        }),
        Case::new("slow-to-compile", "code", "is not compiled in time", Refused(Fault::CompileTime), || {
            with("(func nop)").build()
        })
        .limited(|limits| limits.code.compile_time = std::time::Duration::ZERO),
        Case::new("deep-blocks", "code", "nests 100,000 blocks in a function", Outcome::Harmless, || {
            with(format!("(func {} {})", "block ".repeat(100_000), "end ".repeat(100_000))).build()
        }),
    ]
}
