//! Finds a compiler for `wasm32-unknown-unknown`.

use std::path::{Path, PathBuf};
use std::process::Command;

use miette::{Result, bail, miette};

/// A way to build for WebAssembly.
pub(crate) struct Toolchain {
    /// What `rustc --version` says.
    pub(crate) version: String,
    cargo: PathBuf,
    rustc: PathBuf,
    build_std: bool,
}

impl Toolchain {
    /// The active toolchain if it has the target's standard library, else Debian's `rustc-web`.
    pub(crate) fn find() -> Result<Self> {
        let own = PathBuf::from(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        if has_target(&own) {
            let cargo = PathBuf::from(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            return Ok(Self { version: version(&own)?, cargo, rustc: own, build_std: false });
        }
        let (rustc, cargo) = (PathBuf::from("/usr/bin/rustc"), PathBuf::from("/usr/bin/cargo"));
        let sources = Path::new("/usr/lib/rustlib/src/rust/library/std/Cargo.toml");
        if rustc.exists() && cargo.exists() && (sources.exists() || std_source(&rustc)) {
            return Ok(Self { version: version(&rustc)?, cargo, rustc, build_std: true });
        }
        bail!(
            help = "either `rustup target add wasm32-unknown-unknown`, or on Debian\n\
                    `apt-get install cargo-web rustc-web rust-web-src rust-web-llvm lld-22`",
            "no compiler for wasm32-unknown-unknown on this machine"
        )
    }

    /// Builds the packages into `target`, reproducibly.
    pub(crate) fn build(&self, root: &Path, target: &Path, packages: &[&str]) -> Result<()> {
        let home = std::env::var("CARGO_HOME").unwrap_or_else(|_| {
            let home = std::env::var("HOME").unwrap_or_default();
            format!("{home}/.cargo")
        });
        let mut command = Command::new(&self.cargo);
        command
            .current_dir(root)
            .args(["build", "--quiet", "--profile", "plugin", "--locked", "--target", "wasm32-unknown-unknown"])
            .args(packages.iter().flat_map(|package| ["-p", package]))
            .env("RUSTC", &self.rustc)
            .env("CARGO_TARGET_DIR", target)
            .env("RUSTFLAGS", self.flags(root, &home).join(" "))
            .env_remove("RUSTUP_TOOLCHAIN")
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        if self.build_std {
            command.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
        }
        let status = command.status().map_err(|error| miette!("{} does not start: {error}", self.cargo.display()))?;
        if !status.success() {
            bail!("the packs do not build for WebAssembly (see above)");
        }
        Ok(())
    }

    fn flags(&self, root: &Path, home: &str) -> Vec<String> {
        vec![
            // The guest's stack lies in its first pages; a small one leaves less to reset.
            "-Clink-arg=-zstack-size=32768".into(),
            format!("--remap-path-prefix={}=/src", root.display()),
            format!("--remap-path-prefix={home}=/cargo"),
        ]
    }

    /// The flags as build.json records them: without the paths of this machine.
    pub(crate) fn recorded_flags(&self) -> Vec<String> {
        let mut flags = self.flags(Path::new("$ROOT"), "$CARGO_HOME");
        flags.extend(self.build_std.then(|| "-Zbuild-std=std,panic_abort".to_owned()));
        flags
    }
}

fn std_source(rustc: &Path) -> bool {
    let output = Command::new(rustc).args(["--print", "sysroot"]).output();
    output.is_ok_and(|output| {
        let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Path::new(&sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml").exists()
    })
}

fn has_target(rustc: &Path) -> bool {
    let arguments = ["--print", "target-libdir", "--target", "wasm32-unknown-unknown"];
    let Ok(output) = Command::new(rustc).args(arguments).output() else { return false };
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    std::fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
}

fn version(rustc: &Path) -> Result<String> {
    let output = Command::new(rustc)
        .arg("--version")
        .output()
        .map_err(|error| miette!("{} does not start: {error}", rustc.display()))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
