use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use lictor_model::Dimension;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::run::Measure;

/// The file `release.toml`: what must hold before a release. Blockers, protected behaviour, earlier failures and completeness
/// are required whatever it says; it chooses dimensions, reviews, sign-offs, budgets and waivers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// `lictor.release/v1`.
    pub schema: String,
    /// The name of these requirements, such as `support-assistant`.
    pub id: String,
    /// What they are for, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What blockers have to pass.
    #[serde(default)]
    pub blockers: Blockers,
    /// What must not get worse.
    #[serde(default)]
    pub regressions: Regressions,
    /// What people have to look at.
    #[serde(default)]
    pub review: Review,
    /// The roles that have to sign: `product`, `domain`, `engineering`, `risk`, `operations`.
    #[serde(default)]
    pub sign_offs: Vec<String>,
    /// What answers may take and cost.
    #[serde(default)]
    pub budgets: Vec<Budget>,
    /// What is excused for a while, and who answers for it.
    #[serde(default)]
    pub waivers: Vec<ReleaseWaiver>,
}

/// Every blocker passes in every repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Blockers {
    /// The dimensions in which a failure holds the release. All four where nothing is said.
    #[serde(default = "all")]
    pub dimensions: Vec<Dimension>,
    /// How many answers each blocker has at least. One where nothing is said.
    #[serde(default = "one")]
    pub repeats: u32,
}

/// No protected case and no case that failed in an earlier release gets worse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regressions {
    /// The dimensions that are compared with the base. All four where nothing is said.
    #[serde(default = "all")]
    pub dimensions: Vec<Dimension>,
}

/// Which cases people have looked at, one by one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Review {
    /// Cases whose failure harms somebody.
    #[serde(default)]
    pub high_risk: Reviewed,
    /// Cases on a boundary.
    #[serde(default)]
    pub boundary: Reviewed,
    /// Cases that name what a user would see if they fail.
    #[serde(default)]
    pub failure_mode: Reviewed,
}

/// Who has to look at what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reviewed {
    /// The roles that each have to look. Any one will do where nothing is said.
    #[serde(default)]
    pub roles: Vec<String>,
    /// The dimensions in which they give a verdict. All four where nothing is said.
    #[serde(default = "all")]
    pub dimensions: Vec<Dimension>,
}

/// What answers may take or cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// `latency_ms`, `input_tokens`, `output_tokens` or `cost`; a dot; `p50`, `p95`, `max` or `mean`. Such as `latency_ms.p95`.
    pub measure: BudgetMeasure,
    /// The most that it may be.
    pub at_most: f64,
    /// The workflow that it is about; the whole run where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow: Option<String>,
}

/// An excuse for one requirement until a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseWaiver {
    /// The requirement as decisions name it: `blockers`, `review.boundary`, `budget.latency_ms.p95`, …
    pub requirement: String,
    /// The cases that are excused, by id; none for a requirement that is about no cases.
    #[serde(default)]
    pub cases: Vec<String>,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds, `2027-01-31` without quotes.
    pub expires: Day,
}

fn all() -> Vec<Dimension> {
    Dimension::ALL.to_vec()
}

fn one() -> u32 {
    1
}

impl Default for Blockers {
    fn default() -> Self {
        Self { dimensions: all(), repeats: one() }
    }
}

impl Default for Regressions {
    fn default() -> Self {
        Self { dimensions: all() }
    }
}

impl Default for Reviewed {
    fn default() -> Self {
        Self { roles: Vec::new(), dimensions: all() }
    }
}

impl Review {
    /// The three kinds of cases with their requirements' names.
    pub fn kinds(&self) -> [(&'static str, &Reviewed); 3] {
        [
            ("review.high-risk", &self.high_risk),
            ("review.boundary", &self.boundary),
            ("review.failure-mode", &self.failure_mode),
        ]
    }
}

/// What a budget is about. Only what an answer takes and costs: a mean of these hides no failed case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct BudgetMeasure {
    /// What is measured.
    pub measure: Measure,
    /// What it comes to.
    pub statistic: Statistic,
}

/// What many measurements come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Statistic {
    /// The median.
    P50,
    /// The 95th percentile.
    P95,
    /// The largest.
    Max,
    /// The mean: for what is paid for in sum.
    Mean,
}

impl Statistic {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::P50, Self::P95, Self::Max, Self::Mean];

    /// The name after the dot.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::P50 => "p50",
            Self::P95 => "p95",
            Self::Max => "max",
            Self::Mean => "mean",
        }
    }
}

impl FromStr for BudgetMeasure {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = text.split_once('.').and_then(|(measure, statistic)| {
            let measure = Measure::ALL.into_iter().find(|known| known.as_str() == measure)?;
            let statistic = Statistic::ALL.into_iter().find(|known| known.as_str() == statistic)?;
            // What users said is a quality, and no average of a quality releases anything.
            (measure != Measure::Feedback).then_some(Self { measure, statistic })
        });
        parsed.ok_or_else(|| {
            "a budget is about `latency_ms`, `input_tokens`, `output_tokens` or `cost`, with `.p50`, `.p95`, `.max` or `.mean`".into()
        })
    }
}

impl fmt::Display for BudgetMeasure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.measure.as_str(), self.statistic.as_str())
    }
}

impl TryFrom<String> for BudgetMeasure {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<BudgetMeasure> for String {
    fn from(measure: BudgetMeasure) -> Self {
        measure.to_string()
    }
}

impl Budget {
    /// Its requirement's name: `budget.latency_ms.p95`, or `budget.latency_ms.p95.refunds` for a workflow.
    pub fn requirement(&self) -> String {
        let workflow = self.workflow.as_ref().map(|workflow| format!(".{workflow}")).unwrap_or_default();
        format!("budget.{}{workflow}", self.measure)
    }
}

/// A day, written as TOML writes dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(with = "String")]
pub struct Day(pub Date);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong = || serde::de::Error::custom("expected a day without quotes, such as 2027-01-31");
        let written = toml::value::Datetime::deserialize(deserializer).map_err(|_| wrong())?;
        let alone = written.time.is_none() && written.offset.is_none();
        written.date.filter(|_| alone).and_then(|date| date.to_string().parse().ok()).map(Self).ok_or_else(wrong)
    }
}
