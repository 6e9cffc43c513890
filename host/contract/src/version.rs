//! Which interfaces of which version this host serves.

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
    let (Some((ours, own)), Some((theirs, wanted))) = (CONTRACT.split_once('@'), name.split_once('@')) else {
        return Served::No;
    };
    let Some(interface) = theirs.strip_prefix(ours).and_then(|rest| rest.strip_prefix('/')) else { return Served::No };
    match (numbers(own), numbers(wanted)) {
        (Some(own), Some(wanted)) if wanted[0] == own[0] && wanted <= own => Served::Yes(interface),
        (Some(own), Some(wanted)) if wanted > own => Served::Later,
        _ => Served::No,
    }
}

/// The three numbers of a version. One with more than numbers is of no release.
fn numbers(version: &str) -> Option<[u32; 3]> {
    let mut numbers = version.split('.').map(|number| {
        let plain = number == "0" || !number.starts_with('0');
        number.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
        plain.then(|| number.parse().ok())?
    });
    let found = [numbers.next()??, numbers.next()??, numbers.next()??];
    numbers.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::{CONTRACT, Served, numbers, served};

    #[test]
    fn what_was_built_for_this_version_or_an_earlier_one_is_served() {
        let [major, minor, patch] = numbers(CONTRACT.split_once('@').unwrap().1).unwrap();
        let name = |major: u32, minor: u32, patch: u32| format!("lictor:plugin/sample@{major}.{minor}.{patch}");
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
}
