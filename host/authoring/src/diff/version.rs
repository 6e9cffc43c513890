use semver::{Prerelease, Version};

use super::Bump;

/// Why a version cannot follow another one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// It does not come after it.
    #[error("{new} does not come after {old}")]
    NotLater {
        /// The version that is out.
        old: Version,
        /// The one that should follow.
        new: Version,
    },
    /// It comes after it, but not far enough.
    #[error("from {old} to {new} is too little")]
    TooLittle {
        /// The version that is out.
        old: Version,
        /// The one that should follow.
        new: Version,
    },
}

/// The smallest release that may follow with changes of this class. Before 1.0.0 the first number that is not zero counts as
/// the major one, as Cargo has it: 0.3.1 → 0.4.0 for a major change, 0.3.2 for any other. What follows a pre-release is its
/// release.
pub fn least(old: &Version, bump: Bump) -> Version {
    let Version { major, minor, patch, .. } = *old;
    if !old.pre.is_empty() {
        return Version::new(major, minor, patch);
    }
    match (major, minor, bump) {
        (0, 0, _) => Version::new(0, 0, patch + 1),
        (0, _, Bump::Major) => Version::new(0, minor + 1, 0),
        (0, ..) => Version::new(0, minor, patch + 1),
        (.., Bump::Major) => Version::new(major + 1, 0, 0),
        (.., Bump::Minor) => Version::new(major, minor + 1, 0),
        (.., Bump::Patch) => Version::new(major, minor, patch + 1),
    }
}

/// Whether a version may follow another one with changes of this class. A pre-release of a version that may, may as well.
pub(super) fn enough(old: &Version, new: &Version, bump: Bump) -> Result<(), VersionError> {
    if new.cmp_precedence(old).is_le() {
        return Err(VersionError::NotLater { old: old.clone(), new: new.clone() });
    }
    let release = Version { pre: Prerelease::EMPTY, ..new.clone() };
    if release.cmp_precedence(&least(old, bump)).is_lt() {
        return Err(VersionError::TooLittle { old: old.clone(), new: new.clone() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn the_first_number_that_is_not_zero_is_the_major_one() {
        for (old, bump, expected) in [
            ("1.2.3", Bump::Patch, "1.2.4"),
            ("1.2.3", Bump::Minor, "1.3.0"),
            ("1.2.3", Bump::Major, "2.0.0"),
            ("0.2.3", Bump::Patch, "0.2.4"),
            ("0.2.3", Bump::Minor, "0.2.4"),
            ("0.2.3", Bump::Major, "0.3.0"),
            ("0.0.3", Bump::Major, "0.0.4"),
            ("2.0.0-rc.1", Bump::Major, "2.0.0"),
        ] {
            assert_eq!(least(&version(old), bump), version(expected), "{old} {bump}");
        }
    }

    #[test]
    fn a_version_must_come_later_and_far_enough() {
        let fits = |old: &str, new: &str, bump| enough(&version(old), &version(new), bump);
        for (old, new, bump) in [
            ("1.2.3", "2.0.0", Bump::Major),
            ("1.2.3", "2.0.0-rc.1", Bump::Major),
            ("1.2.3", "3.1.0", Bump::Patch),
            ("2.0.0-rc.1", "2.0.0-rc.2", Bump::Major),
            ("2.0.0-rc.1", "2.0.0", Bump::Major),
        ] {
            assert_eq!(fits(old, new, bump), Ok(()), "{old} {new}");
        }
        assert!(matches!(fits("1.2.3", "1.3.0", Bump::Major), Err(VersionError::TooLittle { .. })));
        for new in ["1.2.3", "1.2.3-rc.1", "1.2.3+build.7", "1.0.0"] {
            assert!(matches!(fits("1.2.3", new, Bump::Patch), Err(VersionError::NotLater { .. })), "{new}");
        }
    }
}
