//! Holds the contract to what was released: packs that were built against any release must still link.
//!
//! Within a major version the host may offer more (a function in an imported interface, another interface). What a pack
//! exports, and every type that crosses the boundary, stays as it was: the component model compares types as a whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic, Result, WrapErr, bail, miette};
use wit_parser::{Resolve, Type, TypeDefKind, TypeId, WorldItem, WorldKey};

/// Where the contract of a major version stands, relative to the root.
const CONTRACT: &str = "wit/v1/plugin.wit";

/// Where the contract of every release is kept: `lictor-plugin-1.0.0.wit` and so on.
const RELEASES: &str = "tests/contract-corpus/wit";

/// Compares the contract with those that were released.
pub(crate) fn check() -> Result<()> {
    let root = crate::root();
    let current = Contract::read(&root.join(CONTRACT))?;
    let releases = releases(&root.join(RELEASES))?;
    let mut problems = Vec::new();
    for released in &releases {
        let version = &released.version;
        problems.extend(current.breaks(released).into_iter().map(|problem| format!("{version}: {problem}")));
    }
    if !problems.is_empty() {
        bail!(
            help = "a new ability is a new interface that packs may import, or a function more in one that they import; \
                    anything else is a new major version in a folder of its own",
            "{CONTRACT} breaks packs that are built already:\n  {}",
            problems.join("\n  ")
        );
    }
    if !releases.contains(&current) {
        println!("{CONTRACT} offers more than any release: keep a copy in {RELEASES} when it is released");
    }
    println!("{CONTRACT} serves packs of {} release(s)", releases.len());
    Ok(())
}

fn releases(folder: &Path) -> Result<Vec<Contract>> {
    let entries = std::fs::read_dir(folder).into_diagnostic().wrap_err_with(|| folder.display().to_string())?;
    let paths: std::io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.into_diagnostic()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "wit"));
    paths.sort();
    if paths.is_empty() {
        bail!("{} holds no release", folder.display());
    }
    paths.iter().map(|path| Contract::read(path)).collect()
}

/// Interfaces and their members, each member as one comparable text.
type Interfaces = BTreeMap<String, BTreeMap<String, String>>;

/// What a contract says, without its comments and without the order of its lines.
#[derive(PartialEq)]
struct Contract {
    package: String,
    version: String,
    imports: Interfaces,
    exports: Interfaces,
}

impl Contract {
    fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).into_diagnostic().wrap_err_with(|| path.display().to_string())?;
        Self::parse(&path.display().to_string(), &text)
    }

    fn parse(name: &str, text: &str) -> Result<Self> {
        let mut resolve = Resolve::default();
        let problem = |error| miette!("{name}: {error:#}");
        let package = resolve.push_source(name, text).map_err(problem)?;
        let world = resolve.select_world(&[package], Some("plugin")).map_err(problem)?;
        let name = &resolve.packages[package].name;
        let version = name.version.as_ref().ok_or_else(|| miette!("the contract has no version"))?;
        Ok(Self {
            package: format!("{}:{}@{}", name.namespace, name.name, version.major),
            version: version.to_string(),
            imports: interfaces(&resolve, &resolve.worlds[world].imports)?,
            exports: interfaces(&resolve, &resolve.worlds[world].exports)?,
        })
    }

    /// Why a pack that was built against the released contract could not run under this one.
    fn breaks(&self, released: &Self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.package != released.package {
            problems.push(format!("it is of {}, this is {}", released.package, self.package));
        }
        for (interface, members) in &released.imports {
            let Some(offered) = self.imports.get(interface) else {
                problems.push(format!("the interface `{interface}` is no longer offered"));
                continue;
            };
            for (member, shape) in members {
                match offered.get(member) {
                    None => problems.push(format!("`{interface}.{member}` is no longer offered")),
                    Some(now) if now != shape => {
                        problems.push(format!("`{interface}.{member}` was `{shape}` and is `{now}`"));
                    }
                    Some(_) => {}
                }
            }
        }
        if self.exports != released.exports {
            problems.push("what a pack exports has changed".into());
        }
        problems
    }
}

/// The interfaces among the imports or the exports of a world.
fn interfaces<'a>(
    resolve: &Resolve,
    items: impl IntoIterator<Item = (&'a WorldKey, &'a WorldItem)>,
) -> Result<Interfaces> {
    let mut interfaces = Interfaces::new();
    for (key, item) in items {
        let WorldItem::Interface { id, .. } = item else {
            bail!("the world has something besides interfaces: {}", resolve.name_world_key(key))
        };
        let interface = &resolve.interfaces[*id];
        let types = interface.types.iter().map(|(name, id)| (name.clone(), shape(resolve, *id)));
        let functions = interface.functions.values().map(|function| {
            let params: Vec<String> =
                function.params.iter().map(|param| format!("{}: {}", param.name, text(resolve, &param.ty))).collect();
            let result = function.result.as_ref().map_or(String::new(), |ty| format!(" -> {}", text(resolve, ty)));
            (function.name.clone(), format!("func({}){result}", params.join(", ")))
        });
        let name = interface.name.clone().unwrap_or_default();
        interfaces.insert(name, types.chain(functions).collect());
    }
    Ok(interfaces)
}

/// A type as a component sees it: names of records do not count, their fields do.
fn text(resolve: &Resolve, ty: &Type) -> String {
    match ty {
        Type::Id(id) => shape(resolve, *id),
        primitive => format!("{primitive:?}").to_lowercase(),
    }
}

fn shape(resolve: &Resolve, id: TypeId) -> String {
    let some = |ty: &Option<Type>| ty.as_ref().map_or("_".to_owned(), |ty| text(resolve, ty));
    let all = |types: &mut dyn Iterator<Item = String>| types.collect::<Vec<_>>().join(", ");
    match &resolve.types[id].kind {
        TypeDefKind::Type(ty) => text(resolve, ty),
        TypeDefKind::Option(ty) => format!("option<{}>", text(resolve, ty)),
        TypeDefKind::List(ty) => format!("list<{}>", text(resolve, ty)),
        TypeDefKind::Result(result) => format!("result<{}, {}>", some(&result.ok), some(&result.err)),
        TypeDefKind::Tuple(tuple) => format!("tuple<{}>", all(&mut tuple.types.iter().map(|ty| text(resolve, ty)))),
        TypeDefKind::Record(record) => {
            let fields = &mut record.fields.iter().map(|field| format!("{}: {}", field.name, text(resolve, &field.ty)));
            format!("record {{{}}}", all(fields))
        }
        // The contract has none of these. One that had would compare as different from everything.
        other => format!("{} {id:?}", other.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::Contract;

    const RELEASED: &str = "package a:b@1.0.0;
        interface types { record span { start: u32, end: u32 } }
        interface offered { use types.{span}; read: func(at: span) -> option<string>; }
        interface more { now: func() -> u64; }
        interface wanted { check: func() -> result<_, string>; }
        world plugin { import offered; export wanted; }";

    fn problems(change: (&str, &str)) -> Vec<String> {
        assert!(RELEASED.contains(change.0), "{}", change.0);
        let contract = |text: &str| Contract::parse("contract.wit", text).unwrap();
        contract(&RELEASED.replacen(change.0, change.1, 1)).breaks(&contract(RELEASED))
    }

    #[test]
    fn the_host_may_offer_more() {
        assert_eq!(problems(("@1.0.0", "@1.4.0")), [""; 0]);
        assert_eq!(problems(("read: func", "len: func() -> u32; read: func")), [""; 0]);
        assert_eq!(problems(("import offered;", "import offered; import more;")), [""; 0]);
        assert_eq!(problems(("interface wanted", "/// A comment.\n interface wanted")), [""; 0]);
    }

    #[test]
    fn what_breaks_a_pack_is_named() {
        let breaks = [
            (("@1.0.0", "@2.0.0"), "a:b@1"),
            (("end: u32", "end: u32, part: u32"), "`offered.read` was"),
            (("at: span", "to: span"), "`offered.read` was"),
            (("option<string>", "string"), "`offered.read` was"),
            (("read: func(at: span) -> option<string>;", ""), "`offered.read` is no longer offered"),
            (("import offered;", "import types;"), "`offered` is no longer offered"),
            (("check: func()", "again: func(); check: func()"), "exports"),
            (("check: func() -> result<_, string>", "check: func() -> result<_, u32>"), "exports"),
        ];
        for (change, wanted) in breaks {
            let problems = problems(change).join("\n");
            assert!(problems.contains(wanted), "{change:?}: {problems}");
        }
    }
}
