//! Which interfaces of which version this host serves.

use semver::Version;

/// The contract that this host speaks.
pub const CONTRACT: &str = "lictor:plugin@1.0.0";

/// What the name of an interface, such as `lictor:plugin/sample@1.0.0`, means to this host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served<'a> {
    /// An interface of this contract, by its short name (`sample`).
    Yes(&'a str),
    /// One of this contract in a version that is younger than the host.
    Later,
    /// Nothing of this contract.
    No,
}

/// Looks at the name of an interface. A host of 1.4 serves what was built for 1.0 to 1.4: within a major version nothing is
/// taken away.
pub fn served(name: &str) -> Served<'_> {
    match (parts(CONTRACT), parts(name)) {
        (Some((ours, _, own)), Some((theirs, Some(interface), wanted))) if theirs == ours => match wanted > own {
            true => Served::Later,
            false if wanted.major == own.major => Served::Yes(interface),
            false => Served::No,
        },
        _ => Served::No,
    }
}

/// The contract that a pack was built for, from the names of what it exports. None where it exports no scorer of any version.
pub fn contract_of<'a>(exports: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let (ours, ..) = parts(CONTRACT)?;
    exports.into_iter().find_map(|name| match parts(name)? {
        (package, Some("scorer"), version) if package == ours => Some(format!("{package}@{version}")),
        _ => None,
    })
}

/// Package, interface and version of a name. One whose version is of no release has none.
fn parts(name: &str) -> Option<(&str, Option<&str>, Version)> {
    let (path, version) = name.split_once('@')?;
    let (package, interface) = path.split_once('/').map_or((path, None), |(package, name)| (package, Some(name)));
    let version = Version::parse(version).ok().filter(|version| version.pre.is_empty() && version.build.is_empty())?;
    Some((package, interface, version))
}

#[cfg(test)]
mod tests {
    use super::{CONTRACT, Served, contract_of, parts, served};

    #[test]
    fn what_was_built_for_this_version_or_an_earlier_one_is_served() {
        let semver::Version { major, minor, patch, .. } = parts(CONTRACT).unwrap().2;
        let name = |major: u64, minor: u64, patch: u64| format!("lictor:plugin/sample@{major}.{minor}.{patch}");
        assert_eq!(served(&name(major, minor, patch)), Served::Yes("sample"));
        assert_eq!(served(&name(major, 0, 0)), Served::Yes("sample"));
        assert_eq!(served(&name(major, minor, patch + 1)), Served::Later);
        assert_eq!(served(&name(major, minor + 1, 0)), Served::Later);
        assert_eq!(served(&name(major + 1, 0, 0)), Served::Later);
        assert_eq!(served(&name(0, 1, 0)), Served::No);
    }

    #[test]
    fn names_that_only_look_alike_are_not_ours() {
        for name in [
            "lictor:plugin/sample",
            "lictor:plugin@1.0.0",
            "lictor:plugins/sample@1.0.0",
            "lictor:plugin/sample@1.0",
            "lictor:plugin/sample@1.0.0.0",
            "lictor:plugin/sample@1.0.00",
            "lictor:plugin/sample@+1.0.0",
            "lictor:plugin/sample@1.0.0-rc1",
            "wasi:cli/environment@1.0.0",
            "",
        ] {
            assert_eq!(served(name), Served::No, "{name}");
        }
    }

    #[test]
    fn a_pack_was_built_for_what_its_scorer_says() {
        let exports = ["memory", "lictor:plugin/sample@3.0.0", "lictor:plugin/scorer@2.1.0"];
        assert_eq!(contract_of(exports).as_deref(), Some("lictor:plugin@2.1.0"));
        assert_eq!(contract_of(["lictor:plugin/scorer", "evil:plugin/scorer@1.0.0"]), None);
    }
}
