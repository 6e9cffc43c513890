use miette::{Result, miette};

use crate::arguments::Schema;
use crate::exit::Exit;
use crate::terminal;

/// The published files, which a test keeps the same as the code.
pub(crate) const PUBLISHED: [(&str, &str); 31] = [
    ("sample", include_str!("../../../schemas/sample.schema.json")),
    ("record", include_str!("../../../schemas/record.schema.json")),
    ("manifest", include_str!("../../../schemas/manifest.schema.json")),
    ("policy", include_str!("../../../schemas/policy.schema.json")),
    ("set", include_str!("../../../schemas/set.schema.json")),
    ("case", include_str!("../../../schemas/case.schema.json")),
    ("set-report", include_str!("../../../schemas/set-report.schema.json")),
    ("coverage", include_str!("../../../schemas/coverage.schema.json")),
    ("set-diff", include_str!("../../../schemas/set-diff.schema.json")),
    ("answer", include_str!("../../../schemas/answer.schema.json")),
    ("run", include_str!("../../../schemas/run.schema.json")),
    ("run-case", include_str!("../../../schemas/run-case.schema.json")),
    ("result", include_str!("../../../schemas/result.schema.json")),
    ("problem", include_str!("../../../schemas/problem.schema.json")),
    ("summary", include_str!("../../../schemas/summary.schema.json")),
    ("comparison", include_str!("../../../schemas/comparison.schema.json")),
    ("review", include_str!("../../../schemas/review.schema.json")),
    ("sign-off", include_str!("../../../schemas/sign-off.schema.json")),
    ("release", include_str!("../../../schemas/release.schema.json")),
    ("decision", include_str!("../../../schemas/decision.schema.json")),
    ("server", include_str!("../../../schemas/server.schema.json")),
    ("openapi", include_str!("../../../schemas/openapi.json")),
    ("decision-line", include_str!("../../../schemas/decision-line.schema.json")),
    ("pack", include_str!("../../../schemas/pack.schema.json")),
    ("pack-case", include_str!("../../../schemas/pack-case.schema.json")),
    ("pack-build", include_str!("../../../schemas/pack-build.schema.json")),
    ("pack-test", include_str!("../../../schemas/pack-test.schema.json")),
    ("pack-facts", include_str!("../../../schemas/pack-facts.schema.json")),
    ("trust", include_str!("../../../schemas/trust.schema.json")),
    ("lock", include_str!("../../../schemas/lock.schema.json")),
    ("signature", include_str!("../../../schemas/signature.schema.json")),
];

pub(crate) fn run(arguments: &Schema) -> Result<Exit> {
    print(&arguments.name)
}

/// Prints one of them.
pub(crate) fn print(name: &str) -> Result<Exit> {
    let found = PUBLISHED.iter().find(|(known, _)| *known == name);
    let (_, schema) = found.ok_or_else(|| miette!("there is no schema `{name}`"))?;
    terminal::print(schema)?;
    Ok(Exit::Clean)
}
