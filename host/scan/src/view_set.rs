use std::fmt;
use std::str::FromStr;

/// The ways in which a text is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ViewClass {
    /// As it was written.
    Raw,
    /// With what a reader does not see or would not tell apart taken away.
    Normalised,
    /// What an encoding inside the text says.
    Decoded,
}

impl ViewClass {
    /// All classes, in declaration order.
    pub const ALL: [Self; 3] = [Self::Raw, Self::Normalised, Self::Decoded];

    /// The name used in manifests and records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Normalised => "normalised",
            Self::Decoded => "decoded",
        }
    }
}

impl fmt::Display for ViewClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ViewClass {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|class| class.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no view: expected one of {}", Self::ALL.map(Self::as_str).join(", ")))
    }
}

/// A set of view classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct ViewSet(u8);

impl ViewSet {
    /// No view.
    pub const NONE: Self = Self(0);
    /// The text as it was written.
    pub const RAW: Self = Self(1 << ViewClass::Raw as u8);
    /// The normalised text.
    pub const NORMALISED: Self = Self(1 << ViewClass::Normalised as u8);
    /// The decoded texts.
    pub const DECODED: Self = Self(1 << ViewClass::Decoded as u8);
    /// Every view.
    pub const ALL: Self = Self(Self::RAW.0 | Self::NORMALISED.0 | Self::DECODED.0);

    /// Whether the class is in the set.
    pub fn contains(self, class: ViewClass) -> bool {
        self.0 & (1 << class as u8) != 0
    }

    /// Adds a class.
    pub fn insert(&mut self, class: ViewClass) {
        self.0 |= 1 << class as u8;
    }

    /// The classes that either set has.
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members, in declaration order.
    pub fn iter(self) -> impl Iterator<Item = ViewClass> {
        ViewClass::ALL.into_iter().filter(move |class| self.contains(*class))
    }
}

impl FromIterator<ViewClass> for ViewSet {
    fn from_iter<T: IntoIterator<Item = ViewClass>>(classes: T) -> Self {
        let mut set = Self::NONE;
        classes.into_iter().for_each(|class| set.insert(class));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set: ViewSet = [ViewClass::Decoded, ViewClass::Raw].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [ViewClass::Raw, ViewClass::Decoded]);
        assert_eq!(set, ViewSet::RAW.union(ViewSet::DECODED));
        assert!(!set.contains(ViewClass::Normalised));
        assert!(ViewSet::NONE.is_empty() && !ViewSet::ALL.is_empty());
    }

    #[test]
    fn names_round_trip() {
        for class in ViewClass::ALL {
            assert_eq!(class.as_str().parse(), Ok(class));
        }
        assert!("normalized".parse::<ViewClass>().unwrap_err().contains("normalised"));
    }
}
