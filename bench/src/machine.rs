//! Where and of what a result was measured.

use std::process::Command;

use serde::Serialize;

/// The machine, the commit and the compiler.
#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    /// The processor's name.
    pub processor: String,
    /// Threads that run at once.
    pub cores: usize,
    /// System and version.
    pub system: String,
    /// Processes that wanted to run while the bench started, averaged over a minute: other work spoils figures.
    pub load: Option<f64>,
    /// The commit that was built, with `+` if the sources had been changed.
    pub commit: String,
    /// The compiler.
    pub compiler: &'static str,
    /// The WebAssembly engine.
    pub engine: &'static str,
}

impl Machine {
    /// This one.
    pub fn here() -> Self {
        Self {
            processor: processor().unwrap_or_else(|| "unknown".into()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            system: output("uname", &["-srm"]).unwrap_or_else(|| std::env::consts::OS.into()),
            load: load(),
            commit: commit().unwrap_or_else(|| "unknown".into()),
            compiler: env!("LICTOR_BENCH_RUSTC"),
            engine: lictor::ENGINE,
        }
    }
}

fn processor() -> Option<String> {
    if let Ok(text) = std::fs::read_to_string("/proc/cpuinfo") {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        return Some(line.split_once(": ")?.1.to_owned());
    }
    output("sysctl", &["-n", "machdep.cpu.brand_string"])
}

fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

fn commit() -> Option<String> {
    let folder = env!("CARGO_MANIFEST_DIR");
    let commit = output("git", &["-C", folder, "rev-parse", "--short=12", "HEAD"])?;
    let changed = output("git", &["-C", folder, "status", "--porcelain", "--untracked-files=no"])?;
    Some(if changed.is_empty() { commit } else { format!("{commit}+") })
}

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
