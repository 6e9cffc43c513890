use miette::Result;

use crate::arguments::{Schema, SchemaName};
use crate::exit::Exit;
use crate::terminal;

pub(crate) fn run(arguments: &Schema) -> Result<Exit> {
    print(arguments.name)
}

/// The published files, which a test keeps the same as the code.
pub(crate) fn print(name: SchemaName) -> Result<Exit> {
    terminal::print(match name {
        SchemaName::Sample => include_str!("../../../schemas/sample.schema.json"),
        SchemaName::Record => include_str!("../../../schemas/record.schema.json"),
        SchemaName::Manifest => include_str!("../../../schemas/manifest.schema.json"),
        SchemaName::Policy => include_str!("../../../schemas/policy.schema.json"),
    })?;
    Ok(Exit::Clean)
}
