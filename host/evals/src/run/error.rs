use std::io;
use std::path::PathBuf;

/// Why a run cannot be made or read.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum RunError {
    /// A case's JSON Schema is none.
    #[error("case `{case}`: `form.json_schema` is no JSON Schema, at `{place}`")]
    #[diagnostic(help("`lictor set check` looks at every case; references to other documents are not followed"))]
    Form {
        /// The case.
        case: String,
        /// The place in the schema, as a JSON pointer.
        place: String,
    },
    /// Something is where the run should be written.
    #[error("{} exists already", .0.display())]
    #[diagnostic(help("a run is never changed: name another folder"))]
    Exists(PathBuf),
    /// The folder cannot be written.
    #[error("{} cannot be written: {error}", .path.display())]
    Write {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file of a run cannot be read.
    #[error("{} cannot be read: {error}", .path.display())]
    #[diagnostic(help("a run is a folder that `lictor run` has written"))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file of a run is not what the run says that it is.
    #[error("{} was edited after the fact: {what}", .path.display())]
    #[diagnostic(help(
        "a run that was edited says nothing; get it again from where it was made, or run the answers again"
    ))]
    Edited {
        /// The file.
        path: PathBuf,
        /// How one can tell.
        what: String,
    },
    /// A file of a run does not hold what it should.
    #[error("{}{}: {what}", .path.display(), .line.map(|line| format!(":{line}")).unwrap_or_default())]
    Content {
        /// The file.
        path: PathBuf,
        /// The line, from 1, in a file of lines.
        line: Option<u64>,
        /// What is wrong. No value is quoted.
        what: String,
    },
    /// A run says that it was made later than now.
    #[error("{}: the run was made at {created}, which is in the future", .path.display())]
    #[diagnostic(help("set the clock of the machine that made it, or of this one"))]
    Future {
        /// The run.
        path: PathBuf,
        /// What it says.
        created: String,
    },
    /// A `--meta` makes no sense.
    #[error("`{pair}`: {what}")]
    #[diagnostic(help("an example: --meta model=acme-2026-11,prompt=@prompt.txt"))]
    Meta {
        /// The pair.
        pair: String,
        /// What is wrong with it.
        what: String,
    },
}
