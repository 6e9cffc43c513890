use std::collections::BTreeMap;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use lictor_model::{Digest, Dimension};
use lictor_signing::{PrivateKey, Signature, TrustFile, Untrusted};

use super::record::DOMAIN;
use super::{REVIEW_SCHEMA, ReviewDraft, ReviewRecord, ReviewVerdict};
use crate::signed::{Line, LinesError, append, read_lines, signed_bytes};

/// Clocks of two reviewers may be apart by so much before a record counts as dated back.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(10);

/// A file of review records that was read and verified, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewFile {
    /// The records that count, in the order of their lines.
    pub entries: Vec<ReviewEntry>,
    /// The lines that do not count, and why.
    pub faults: Vec<ReviewFault>,
    /// The digests of all lines, in order. The last one is what a sign-off can name, so that nobody removes records later.
    pub lines: Vec<Digest>,
}

/// A record that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewEntry {
    /// Its line, from 1.
    pub line: u64,
    /// When it was written.
    pub at: Timestamp,
    /// What it says.
    pub record: ReviewRecord,
}

/// A line that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewFault {
    /// The line, from 1.
    pub line: u64,
    /// How it is broken.
    pub kind: FaultKind,
    /// What is wrong, for people. Quotes nothing of the line but names that the trust file knows.
    pub message: String,
}

/// The ways in which a line of review records can be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// The last line has no end.
    Truncated,
    /// It is no record.
    Unreadable,
    /// It says something else than what was signed.
    Edited,
    /// The line before it is not the one that it was written after.
    Chain,
    /// Its key is unknown, revoked, expired or not valid yet, or it was written in the future.
    Untrusted,
    /// The key does not have the role, or belongs to somebody else than the reviewer.
    Role,
    /// It says that it was written before the line before it. Only a pass is left out for that.
    DatedBack,
}

impl FaultKind {
    /// Whether somebody altered the file: then what it does not say any more cannot be known.
    pub fn is_tampering(self) -> bool {
        matches!(self, Self::Truncated | Self::Unreadable | Self::Edited | Self::Chain)
    }
}

impl ReviewFile {
    /// Reads and verifies a file. A line that does not count is named in [`ReviewFile::faults`] and stops nothing.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(path: &Path, trust: &TrustFile, now: Timestamp) -> Result<Self, LinesError> {
        let mut reading = Reading { trust, now, file: Self::default(), previous: None, previous_broken: false };
        for line in read_lines(path)? {
            reading.line(&line);
        }
        Ok(reading.file)
    }

    /// The digest of a file's last line, which a sign-off can name. None for a file without lines.
    ///
    /// # Errors
    /// The file cannot be read, or its last line was cut.
    pub fn last_line(path: &Path) -> Result<Option<Digest>, LinesError> {
        match read_lines(path)?.pop() {
            None => Ok(None),
            Some(line) if !line.ended => Err(LinesError::Truncated { file: path.into() }),
            Some(line) => Ok(Some(Digest::of(line.bytes.unwrap_or_default()))),
        }
    }

    /// The last record of each reviewer and role about each case and dimension of a run.
    pub fn of_run(&self, run: &Digest) -> Reviews<'_> {
        let mut reviews = Reviews::default();
        for entry in &self.entries {
            let record = &entry.record;
            if record.run != *run {
                reviews.elsewhere += 1;
                continue;
            }
            let case = reviews.by_case.entry(record.case.as_str()).or_default();
            let about = case.entry(record.dimension).or_default();
            about.insert((record.role.as_str(), record.reviewer.as_str()), entry);
        }
        reviews
    }

    /// Whether somebody altered the file.
    pub fn is_tampered(&self) -> bool {
        self.faults.iter().any(|fault| fault.kind.is_tampering())
    }

    /// Signs a record and adds it to a file, which is made where it is not there.
    ///
    /// # Errors
    /// The draft names no criterion, reason, reviewer or role; the file cannot be read or written, or its last line was cut.
    pub fn append(path: &Path, draft: ReviewDraft, key: &PrivateKey) -> Result<ReviewRecord, LinesError> {
        if let Some(problem) = draft.problem() {
            return Err(LinesError::Draft(problem));
        }
        append(path, |last| {
            let record = draft.sign(last.map(Digest::of), key);
            let line = serde_json::to_string(&record).map_err(|error| LinesError::Draft(error.to_string()))?;
            Ok((line, record))
        })
    }
}

/// Who said what about a case and dimension last: by role and reviewer.
type About<'f> = BTreeMap<(&'f str, &'f str), &'f ReviewEntry>;

/// What was said about one run.
#[derive(Debug, Clone, Default)]
pub struct Reviews<'f> {
    by_case: BTreeMap<&'f str, BTreeMap<Dimension, About<'f>>>,
    /// Records about other runs. They count for nothing here.
    pub elsewhere: u64,
}

impl<'f> Reviews<'f> {
    /// The last record of each role and reviewer about a case and dimension.
    pub fn about(&self, case: &str, dimension: Dimension) -> impl Iterator<Item = &'f ReviewRecord> + use<'_, 'f> {
        let about = self.by_case.get(case).and_then(|case| case.get(&dimension));
        about.into_iter().flat_map(|about| about.values().map(|entry| &entry.record))
    }

    /// Whether somebody looked at a case and dimension in a role.
    pub fn has(&self, case: &str, dimension: Dimension, role: &str) -> bool {
        self.about(case, dimension).any(|record| record.role == role)
    }

    /// Everything that was said last, by case, dimension, role and reviewer.
    pub fn records(&self) -> impl Iterator<Item = &'f ReviewRecord> + '_ {
        self.by_case.values().flat_map(BTreeMap::values).flat_map(|about| about.values().map(|entry| &entry.record))
    }
}

struct Reading<'t> {
    trust: &'t TrustFile,
    now: Timestamp,
    file: ReviewFile,
    /// The time of the last line that counts.
    previous: Option<Timestamp>,
    /// Whether the line before was altered: that the next one does not fit it is no news.
    previous_broken: bool,
}

impl Reading<'_> {
    fn line(&mut self, line: &Line) {
        let before = self.file.lines.last().copied();
        let bytes = line.bytes.as_deref().unwrap_or_default();
        let judged = self.judge(line, bytes, before);
        self.file.lines.push(Digest::of(bytes));
        let broken = match judged {
            Ok(entry) => {
                self.previous = Some(entry.at);
                self.file.entries.push(entry);
                false
            }
            Err((kind, message)) => {
                self.file.faults.push(ReviewFault { line: line.number, kind, message });
                matches!(kind, FaultKind::Truncated | FaultKind::Unreadable | FaultKind::Edited)
            }
        };
        self.previous_broken = broken;
    }

    fn judge(&self, line: &Line, bytes: &[u8], before: Option<Digest>) -> Result<ReviewEntry, (FaultKind, String)> {
        let fault = |kind, message: &str| Err((kind, message.to_owned()));
        if !line.ended {
            return fault(FaultKind::Truncated, "the line has no end: it was cut, or not written whole");
        }
        if line.bytes.is_none() {
            return fault(FaultKind::Unreadable, "the line is longer than any record");
        }
        // The message of the JSON library could quote the line.
        let Ok(record) = serde_json::from_slice::<ReviewRecord>(bytes) else {
            return fault(FaultKind::Unreadable, "the line is no review record");
        };
        let (Ok(at), Ok(signature)) = (record.at.parse::<Timestamp>(), record.signature.parse::<Signature>()) else {
            return fault(FaultKind::Unreadable, "the record's time or signature is none");
        };
        if record.schema != REVIEW_SCHEMA {
            return fault(FaultKind::Unreadable, "the record is of a schema that is not known");
        }
        let verified = self.trust.verify(&record.key, &signature, DOMAIN, &signed_bytes(&record), at, self.now);
        let key = verified.map_err(|untrusted| match &untrusted {
            Untrusted::BadSignature(_) => (FaultKind::Edited, format!("the line was edited: {untrusted}")),
            _ => (FaultKind::Untrusted, untrusted.to_string()),
        });
        // A line that nobody vouches for still has its place in the chain, and one that is out of place is worse.
        let out_of_place = record.previous != before && !self.previous_broken;
        let key = match key {
            Err((FaultKind::Edited, message)) => return Err((FaultKind::Edited, message)),
            _ if out_of_place => return fault(FaultKind::Chain, out_of_place_message(&record, before)),
            key => key?,
        };
        key.require_role(&record.role).map_err(|untrusted| (FaultKind::Role, untrusted.to_string()))?;
        if key.holder != record.reviewer {
            let message = format!("the key belongs to {}, and the record names another reviewer", key.holder);
            return Err((FaultKind::Role, message));
        }
        // What speaks against a release counts whatever the clocks: else whoever dates a record ahead silences those after it.
        let dated_back = self.previous.is_some_and(|previous| previous.duration_since(at) > CLOCK_SKEW);
        if dated_back && record.verdict == ReviewVerdict::Pass {
            return fault(FaultKind::DatedBack, "the record says that it was written before the one before it");
        }
        Ok(ReviewEntry { line: line.number, at, record })
    }
}

fn out_of_place_message(record: &ReviewRecord, before: Option<Digest>) -> &'static str {
    match (record.previous, before) {
        (Some(_), None) => "the file begins in the middle: the lines before this one were removed",
        (None, Some(_)) => "a file begins here: two files were put together, or lines were inserted before this one",
        _ => {
            "this record was written after another line than the one before it: a line was removed, replaced or inserted"
        }
    }
}
