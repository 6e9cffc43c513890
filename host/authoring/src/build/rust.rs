//! Packs in Rust: finds a compiler for `wasm32-unknown-unknown`, and has Cargo build reproducibly.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{BuildError, Compiled, component, read};
use crate::{PackFolder, Tool};

/// The target that packs are built for: a machine with nothing around it.
const TARGET: &str = "wasm32-unknown-unknown";

/// How packs are built, whatever their own `Cargo.toml` says: fast, reproducible, without unwinding. The reference packs have
/// the same in theirs.
const PROFILE: [&str; 7] = [
    "profile.plugin.inherits=\"release\"",
    "profile.plugin.opt-level=3",
    "profile.plugin.lto=\"fat\"",
    "profile.plugin.codegen-units=1",
    "profile.plugin.panic=\"abort\"",
    "profile.plugin.strip=\"symbols\"",
    "profile.plugin.debug=false",
];

/// A way to build Rust for WebAssembly.
pub struct Rust {
    version: String,
    cargo: PathBuf,
    rustc: PathBuf,
    build_std: bool,
}

impl Rust {
    /// The toolchain that is active in `folder` if it has the target's standard library, else Debian's `rustc-web`.
    ///
    /// # Errors
    /// [`BuildError::NoToolchain`], with the ways to get one.
    pub fn find(folder: &Path) -> Result<Self, BuildError> {
        let own = PathBuf::from(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        if has_target(&own, folder) {
            let cargo = PathBuf::from(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            return Ok(Self { version: version(&own, folder)?, cargo, rustc: own, build_std: false });
        }
        let (rustc, cargo) = (PathBuf::from("/usr/bin/rustc"), PathBuf::from("/usr/bin/cargo"));
        let sources = Path::new("/usr/lib/rustlib/src/rust/library/std/Cargo.toml");
        if rustc.exists() && cargo.exists() && (sources.exists() || std_source(&rustc)) {
            return Ok(Self { version: version(&rustc, folder)?, cargo, rustc, build_std: true });
        }
        Err(BuildError::NoToolchain {
            what: format!("a Rust compiler for {TARGET}"),
            help: format!(
                "either `rustup target add {TARGET}` (https://rustup.rs), or on Debian\n\
                 `apt-get install cargo-web rustc-web rust-web-src rust-web-llvm lld-22`"
            ),
        })
    }

    /// What `rustc --version` says.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What a component was made with by this compiler, and with this version of the SDK.
    pub fn tools(&self, sdk: Option<&str>) -> Vec<Tool> {
        let tool = |role: &str, name: &str, version: &str| Tool {
            role: role.into(),
            name: name.into(),
            version: version.into(),
        };
        let compiler = self.version.strip_prefix("rustc ").unwrap_or(&self.version);
        let mut tools = vec![tool("language", "Rust", ""), tool("processed-by", "rustc", compiler)];
        tools.extend(sdk.map(|version| tool("sdk", "lictor-sdk", version)));
        tools
    }

    /// Builds packages of the workspace at `root` into `target`, reproducibly, under the profile `plugin` of that workspace.
    ///
    /// # Errors
    /// Cargo does not start, or says why the packages do not build.
    pub fn build(&self, root: &Path, target: &Path, packages: &[&str]) -> Result<(), BuildError> {
        let root_flag = format!("--remap-path-prefix={}=/src", root.display());
        let mut command = self.cargo(root, target, &[root_flag]);
        command.args(packages.iter().flat_map(|package| ["-p", package]));
        self.run(command)
    }

    /// The flags without the paths of this machine, for records.
    pub fn recorded_flags(&self) -> Vec<String> {
        let mut flags = flags("$CARGO_HOME");
        flags.push("--remap-path-prefix=$ROOT=/src".into());
        flags.extend(self.build_std.then(|| "-Zbuild-std=std,panic_abort".to_owned()));
        flags
    }

    fn cargo(&self, root: &Path, target: &Path, more_flags: &[String]) -> Command {
        let mut command = Command::new(&self.cargo);
        let flags = [&flags(&cargo_home()), more_flags].concat();
        command
            .current_dir(root)
            .args(["build", "--quiet", "--profile", "plugin", "--locked", "--target", TARGET])
            .env("RUSTC", &self.rustc)
            .env("CARGO_TARGET_DIR", target)
            // Unlike RUSTFLAGS it takes paths with spaces.
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
            .env_remove("RUSTUP_TOOLCHAIN")
            .env_remove("RUSTFLAGS")
            // Standard output is for what was asked for.
            .stdout(Stdio::null());
        if self.build_std {
            command.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
        }
        command
    }

    fn run(&self, mut command: Command) -> Result<(), BuildError> {
        let tool = self.cargo.display().to_string();
        let status = command.status().map_err(|cause| BuildError::Start { tool, cause })?;
        status.success().then_some(()).ok_or_else(|| BuildError::Failed {
            what: "it does not build for WebAssembly".into(),
            help: "the compiler says above what is wrong".into(),
        })
    }
}

/// Makes a component of a pack in Rust.
pub(super) fn compile(pack: &PackFolder) -> Result<Compiled, BuildError> {
    let rust = Rust::find(&pack.path)?;
    let package = Package::read(&rust, &pack.path)?;
    let target = package.target.join("lictor");
    // Generated code stands in the target folder, which may be anywhere. The pack's own sources need no such flag, as Cargo names
    // them from its folder; with one the standard library would be compiled again for every folder.
    let remapped = [format!("--remap-path-prefix={}=/target", target.display())];
    let mut command = rust.cargo(&pack.path, &target, &remapped);
    command.args(PROFILE.iter().flat_map(|setting| ["--config", setting])).args(["-p", &package.name]);
    rust.run(command)?;
    let module = target.join(TARGET).join("plugin").join(format!("{}.wasm", package.library.replace('-', "_")));
    Ok(Compiled { component: component(&read(&module)?)?, tools: rust.tools(package.sdk.as_deref()), differs: None })
}

/// What Cargo says about the crate of a pack.
struct Package {
    name: String,
    library: String,
    target: PathBuf,
    /// The version of the SDK that it is written with.
    sdk: Option<String>,
}

impl Package {
    fn read(rust: &Rust, folder: &Path) -> Result<Self, BuildError> {
        let manifest = folder.join("Cargo.toml");
        if !manifest.exists() {
            let help = "a pack in Rust is a crate; if this one is not in Rust, mend `language` in pack.toml".to_owned();
            return Err(BuildError::Failed { what: format!("{} is missing", manifest.display()), help });
        }
        let output = Command::new(&rust.cargo)
            .current_dir(folder)
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .env("RUSTC", &rust.rustc)
            .env_remove("RUSTUP_TOOLCHAIN")
            .stderr(Stdio::inherit())
            .output()
            .map_err(|cause| BuildError::Start { tool: rust.cargo.display().to_string(), cause })?;
        let read: Value = serde_json::from_slice(&output.stdout).map_err(|_| BuildError::Failed {
            what: format!("{} is not read by Cargo", manifest.display()),
            help: "it says above what is wrong".into(),
        })?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let lock = Path::new(&text(&read["workspace_root"])).join("Cargo.lock");
        if !lock.exists() {
            return Err(BuildError::Failed {
                what: format!("{} is missing: without it the same sources would give other bytes", lock.display()),
                help: "`cargo generate-lockfile` makes it; keep it under version control".into(),
            });
        }
        let packages = read["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
        let own = |package: &&Value| Path::new(&text(&package["manifest_path"])) == manifest;
        let library = packages.iter().find(own).and_then(|package| {
            let targets = package["targets"].as_array()?;
            let cdylib = |target: &&Value| {
                target["crate_types"].as_array().is_some_and(|types| types.iter().any(|kind| kind == "cdylib"))
            };
            Some((text(&package["name"]), text(&targets.iter().find(cdylib)?["name"])))
        });
        let Some((name, library)) = library else {
            return Err(BuildError::Failed {
                what: format!("{} describes no library that becomes a component", manifest.display()),
                help: "write `crate-type = [\"cdylib\", \"rlib\"]` under `[lib]`".into(),
            });
        };
        let sdk = std::fs::read_to_string(&lock).ok().and_then(|lock| locked_version(&lock, "lictor-sdk"));
        Ok(Self { name, library, target: PathBuf::from(text(&read["target_directory"])), sdk })
    }
}

/// The version of a package in the text of a `Cargo.lock`.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{package}\""));
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

fn cargo_home() -> String {
    std::env::var("CARGO_HOME").unwrap_or_else(|_| {
        let home = std::env::var("HOME").unwrap_or_default();
        format!("{home}/.cargo")
    })
}

fn flags(home: &str) -> Vec<String> {
    vec![
        // The guest's stack lies in its first pages; a small one leaves less to reset.
        "-Clink-arg=-zstack-size=32768".into(),
        format!("--remap-path-prefix={home}=/cargo"),
    ]
}

fn std_source(rustc: &Path) -> bool {
    let output = Command::new(rustc).args(["--print", "sysroot"]).output();
    output.is_ok_and(|output| {
        let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Path::new(&sysroot).join("lib/rustlib/src/rust/library/std/Cargo.toml").exists()
    })
}

fn has_target(rustc: &Path, folder: &Path) -> bool {
    let arguments = ["--print", "target-libdir", "--target", TARGET];
    let Ok(output) = Command::new(rustc).current_dir(folder).args(arguments).output() else { return false };
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    std::fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
}

fn version(rustc: &Path, folder: &Path) -> Result<String, BuildError> {
    let output = Command::new(rustc).current_dir(folder).arg("--version").output();
    let output = output.map_err(|cause| BuildError::Start { tool: rustc.display().to_string(), cause })?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sdk_is_found_in_a_lock() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"lictor-sdk\"\nversion = \"0.1.0\"\n";
        assert_eq!(locked_version(lock, "lictor-sdk").as_deref(), Some("0.1.0"));
        assert_eq!(locked_version(lock, "b"), None);
    }

    #[test]
    fn no_path_of_this_machine_is_recorded() {
        let rust = Rust { version: "x".into(), cargo: "cargo".into(), rustc: "rustc".into(), build_std: true };
        let home = std::env::var("HOME").unwrap_or_default();
        assert!(rust.recorded_flags().iter().all(|flag| home.len() < 2 || !flag.contains(&home)));
    }
}
