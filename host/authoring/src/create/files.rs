//! The templates and SDKs inside the program. They are the folders of the repository, file by file.

use crate::Language;

/// A file: its path, with slashes, and its text.
pub(crate) type File = (&'static str, &'static str);

/// What a new pack in a language begins with.
pub(crate) struct Template {
    /// The pack `acme/tone` with the rule `TON101`.
    pub(crate) files: &'static [File],
    /// What goes into `sdk/`.
    pub(crate) sdk: &'static [File],
}

/// Embeds the files of a folder of the repository.
macro_rules! embed {
    ($root:literal; $($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../../", $root, "/", $path)))),*]
    };
}

/// The template of a language.
pub(crate) fn template(language: Language) -> &'static Template {
    match language {
        Language::Rust => &RUST,
        Language::Python => &PYTHON,
        Language::TypeScript => &TYPESCRIPT,
    }
}

static RUST: Template = Template {
    files: embed!["plugins/templates/rust";
        ".github/workflows/pack.yml", ".gitignore", "Cargo.lock", "Cargo.toml", "README.md", "cases/more.jsonl", "cases/tone.md",
        "pack.toml", "src/lib.rs", "src/ton101_blames_customer.rs",
    ],
    sdk: &RUST_SDK,
};

/// The SDK without what needs the host's crates, with the contract beside it and a manifest of its own.
static RUST_SDK: [File; 15] = [
    ("Cargo.toml", include_str!("sdk-rust.toml")),
    ("wit/plugin.wit", include_str!("../../../../wit/v1/plugin.wit")),
    ("src/arena.rs", include_str!("../../../../plugins/sdk/src/arena.rs")),
    ("src/case.rs", include_str!("../../../../plugins/sdk/src/case.rs")),
    ("src/example.rs", include_str!("../../../../plugins/sdk/src/example.rs")),
    ("src/guest.rs", include_str!("../../../../plugins/sdk/src/guest.rs")),
    ("src/host.rs", include_str!("../../../../plugins/sdk/src/host.rs")),
    ("src/lib.rs", include_str!("../../../../plugins/sdk/src/lib.rs")),
    ("src/manifest.rs", include_str!("../../../../plugins/sdk/src/manifest.rs")),
    ("src/pack.rs", include_str!("../../../../plugins/sdk/src/pack.rs")),
    ("src/pattern.rs", include_str!("../../../../plugins/sdk/src/pattern.rs")),
    ("src/rule.rs", include_str!("../../../../plugins/sdk/src/rule.rs")),
    ("src/terms.rs", include_str!("../../../../plugins/sdk/src/terms.rs")),
    ("src/text.rs", include_str!("../../../../plugins/sdk/src/text.rs")),
    ("LICENSE", include_str!("../../../../LICENSE")),
];

static PYTHON: Template = Template {
    files: embed!["plugins/templates/python";
        ".github/workflows/pack.yml", ".gitignore", "README.md", "cases/more.jsonl", "cases/tone.md", "pack.py", "pack.toml",
        "requirements.txt", "rules/__init__.py", "rules/ton101_blames_customer.py",
    ],
    sdk: PYTHON_SDK,
};

/// What a pack in Python imports as `lictor`.
pub(crate) const PYTHON_SDK: &[File] = embed!["plugins/sdk-python";
    "lictor/__init__.py", "lictor/case.py", "lictor/check.py", "lictor/guest.py", "lictor/manifest.py", "lictor/pack.py",
    "lictor/pattern.py", "lictor/py.typed", "lictor/rule.py",
];

static TYPESCRIPT: Template = Template {
    files: embed!["plugins/templates/typescript";
        ".github/workflows/pack.yml", ".gitignore", "README.md", "cases/more.jsonl", "cases/tone.md", "pack.toml",
        "package-lock.json", "package.json", "src/pack.ts", "src/ton101-blames-customer.ts", "tsconfig.json",
    ],
    sdk: TYPESCRIPT_SDK,
};

/// What a pack in TypeScript imports as `lictor-sdk`.
pub(crate) const TYPESCRIPT_SDK: &[File] = embed!["plugins/sdk-typescript";
    "src/case.ts", "src/check.ts", "src/guest.ts", "src/index.ts", "src/manifest.ts", "src/pack.ts", "src/pattern.ts",
    "src/rule.ts", "src/utf8.ts", "src/wit.d.ts",
];
