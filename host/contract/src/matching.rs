//! All plugins' patterns together: compiled once, matched once per text, handed out per plugin.

use std::collections::HashSet;

use lictor_model::{FailureKind, Input, InputSet, Part, Sample, Span};
use lictor_scan::{
    Match, Matcher, Memory, Pattern, PatternError, PatternLimits, PatternProblem, ScanCache, ScanEnd, Scanner, View,
    ViewClass, ViewSet, Views, views,
};

use crate::{Manifest, PatternDecl, ViewName};

/// One plugin as the matcher sees it.
#[derive(Debug, Clone, Copy)]
pub struct Tenant<'a> {
    /// What it declares.
    pub manifest: &'a Manifest,
    /// What it gets: declared and granted.
    pub granted: InputSet,
    /// For each rule of the manifest whether the policy has it on.
    pub enabled: &'a [bool],
}

/// A pattern that does not compile, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("pattern {pattern} of {plugin}: {reason}")]
pub struct MatchingError {
    /// `publisher/pack`.
    pub plugin: String,
    /// Index into its manifest's patterns.
    pub pattern: usize,
    /// Why.
    pub reason: PatternProblem,
}

/// A match of one of a plugin's patterns. Spans count parts as [`Sample::parts`] does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Index into the plugin's patterns.
    pub pattern: u32,
    /// The plugin's number for the view's name; 0 is raw.
    pub view: u32,
    /// Where in the original text.
    pub span: Span,
    /// First byte in the view's text.
    pub view_start: u32,
    /// One past the last byte in the view's text.
    pub view_end: u32,
    /// Which of the part's views.
    view_index: u32,
}

/// Every enabled pattern of every plugin, compiled together.
#[derive(Debug)]
pub struct Matching {
    scanner: Scanner,
    /// For each compiled pattern: plugin, and index into that plugin's patterns.
    owners: Vec<(u32, u32)>,
    tenants: usize,
    /// The most hits of one plugin in one sample.
    most_hits: u32,
}

/// The buffers that matching needs, one set per thread.
#[derive(Debug)]
pub struct MatchingCache {
    scan: ScanCache,
    matches: Vec<Match>,
    /// How many hits each plugin has in the present sample.
    counts: Vec<u32>,
}

/// Which patterns are to be looked for in a sample. Made by [`Matching::wanted`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted(Vec<bool>);

/// What was found in one sample.
pub struct Scanned<'a> {
    parts: Vec<Part<'a>>,
    /// The views of each part, where any pattern looks at it.
    views: Vec<Option<Views<'a>>>,
    /// Plugin and hit, with `view` not yet numbered.
    hits: Vec<(u32, Hit)>,
    /// Why not all of the sample was looked at.
    missed: Option<FailureKind>,
    /// Plugins of whose patterns not every match is among the hits.
    cut: Vec<u32>,
}

impl Matching {
    /// Compiles the patterns of the rules that are on.
    ///
    /// # Errors
    /// The first pattern that is broken, too large, or can match the empty text.
    pub fn new(tenants: &[Tenant<'_>], limits: &PatternLimits) -> Result<Self, MatchingError> {
        Self::with_memory(tenants, limits, None)
    }

    /// The same with what an earlier run has worked out about these patterns, if it is remembered.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn with_memory(
        tenants: &[Tenant<'_>],
        limits: &PatternLimits,
        memory: Option<&dyn Memory>,
    ) -> Result<Self, MatchingError> {
        let (mut patterns, mut owners) = (Vec::new(), Vec::new());
        for (plugin, tenant) in tenants.iter().enumerate() {
            let rules = tenant.manifest.rules.iter().zip(tenant.enabled);
            let enabled: HashSet<&str> = rules.filter_map(|(rule, on)| on.then_some(rule.code.as_str())).collect();
            for (index, declared) in tenant.manifest.patterns.iter().enumerate() {
                let wanted = declared.rules.iter().any(|code| enabled.contains(code.as_str()));
                if wanted {
                    patterns.push(compile(declared, tenant.granted));
                    owners.push((plugin as u32, index as u32));
                }
            }
        }
        let scanner = Scanner::with_memory(&patterns, limits, memory).map_err(|PatternError { index, problem }| {
            let (plugin, pattern) = owners.get(index).copied().unwrap_or_default();
            let plugin = tenants.get(plugin as usize).map(|tenant| tenant.manifest.plugin()).unwrap_or_default();
            MatchingError { plugin, pattern: pattern as usize, reason: problem }
        })?;
        Ok(Self { scanner, owners, tenants: tenants.len(), most_hits: limits.hits })
    }

    /// Buffers for one thread, warmed up.
    pub fn new_cache(&self) -> MatchingCache {
        let mut scan = self.scanner.new_cache();
        self.scanner.warm(&mut scan);
        MatchingCache { scan, matches: Vec::new(), counts: vec![0; self.tenants] }
    }

    /// How many plugins it was made for.
    pub fn tenants(&self) -> usize {
        self.tenants
    }

    /// The patterns of which `wants` says so, given the plugin and the index into its patterns.
    pub fn wanted(&self, wants: impl Fn(usize, usize) -> bool) -> Wanted {
        Wanted(self.owners.iter().map(|(plugin, pattern)| wants(*plugin as usize, *pattern as usize)).collect())
    }

    /// Matches every pattern in every text of the sample that it looks at, each text and view once.
    pub fn scan<'a>(&self, sample: &'a Sample, cache: &mut MatchingCache) -> Scanned<'a> {
        self.scan_wanted(sample, &self.wanted(|_, _| true), cache)
    }

    /// The same for patterns that are wanted.
    pub fn scan_wanted<'a>(&self, sample: &'a Sample, wanted: &Wanted, cache: &mut MatchingCache) -> Scanned<'a> {
        let parts = sample.parts();
        let mut scanned =
            Scanned { views: Vec::with_capacity(parts.len()), parts, hits: Vec::new(), missed: None, cut: Vec::new() };
        cache.counts.fill(0);
        for index in 0..scanned.parts.len() {
            let part = scanned.parts[index];
            let looked_at = self.scanner.looks_at(part.input);
            if looked_at.is_empty() || part.text.is_empty() {
                scanned.views.push(None);
                continue;
            }
            let views = views(part.text, looked_at);
            if !views.complete() {
                scanned.missed = Some(FailureKind::Bound);
            }
            for (view_index, view) in views.iter().enumerate() {
                if looked_at.contains(view.class()) {
                    self.scan_view(part.input, view, wanted, cache, &mut scanned);
                    self.collect(cache, index as u32, view_index as u32, view, &mut scanned);
                }
            }
            scanned.views.push(Some(views));
        }
        scanned
    }

    fn scan_view(
        &self,
        input: Input,
        view: &View<'_>,
        wanted: &Wanted,
        cache: &mut MatchingCache,
        scanned: &mut Scanned<'_>,
    ) {
        cache.matches.clear();
        let wants = |pattern: u32| wanted.0.get(pattern as usize) == Some(&true);
        let end = self.scanner.scan(&mut cache.scan, input, view.class(), view.text(), wants, &mut cache.matches);
        if matches!(end, ScanEnd::Truncated) {
            if cache.scan.truncated().is_empty() {
                scanned.missed = Some(FailureKind::Bound);
            }
            for pattern in cache.scan.truncated() {
                cut(&mut scanned.cut, self.owners[*pattern as usize].0);
            }
        }
    }

    fn collect(
        &self,
        cache: &mut MatchingCache,
        part: u32,
        view_index: u32,
        view: &View<'_>,
        scanned: &mut Scanned<'_>,
    ) {
        for found in &cache.matches {
            let (plugin, pattern) = self.owners[found.pattern as usize];
            let count = &mut cache.counts[plugin as usize];
            if *count == self.most_hits {
                cut(&mut scanned.cut, plugin);
                continue;
            }
            *count += 1;
            let original = view.original(found.start as usize, found.end as usize);
            let span = Span { part, start: original.start as u32, end: original.end as u32 };
            // Numbered per plugin in `hits_of`, so that a number does not depend on who else is loaded.
            let view = 0;
            let hit = Hit { pattern, view, span, view_start: found.start, view_end: found.end, view_index };
            scanned.hits.push((plugin, hit));
        }
    }
}

fn cut(cut: &mut Vec<u32>, plugin: u32) {
    if !cut.contains(&plugin) {
        cut.push(plugin);
    }
}

fn compile(declared: &PatternDecl, granted: InputSet) -> Pattern {
    let matcher = match (&declared.regex, &declared.literal) {
        (Some(regex), _) => Matcher::Regex { regex: regex.clone(), unicode: declared.unicode },
        (None, literal) => Matcher::Literal {
            text: literal.clone().unwrap_or_default(),
            case_insensitive: declared.case_insensitive,
            whole_word: declared.whole_word,
        },
    };
    let inputs = declared.inputs.iter().copied().collect::<InputSet>().intersection(granted);
    let views = declared
        .views
        .iter()
        .map(|view| match view {
            ViewName::Raw => ViewClass::Raw,
            ViewName::Normalised => ViewClass::Normalised,
            ViewName::Decoded => ViewClass::Decoded,
        })
        .collect::<ViewSet>();
    Pattern { matcher, inputs, views }
}

impl<'a> Scanned<'a> {
    /// The sample's texts.
    pub fn parts(&self) -> &[Part<'a>] {
        &self.parts
    }

    /// A sample that nobody looked at, and why.
    pub fn unseen(sample: &'a Sample, why: FailureKind) -> Self {
        let parts = sample.parts();
        let views = parts.iter().map(|_| None).collect();
        Self { parts, views, hits: Vec::new(), missed: Some(why), cut: Vec::new() }
    }

    /// Whether every text was looked at to its end; false when something cut the work short for all plugins.
    pub fn complete(&self) -> bool {
        self.missed.is_none()
    }

    /// What cut the work short for all plugins.
    pub fn missed(&self) -> Option<FailureKind> {
        self.missed
    }

    /// Whether a plugin has patterns with more matches than are reported. Its neighbours have nothing to do with it.
    pub fn cut(&self, plugin: usize) -> bool {
        self.cut.contains(&(plugin as u32))
    }

    /// The place in a part before which nothing changes however its text goes on, for rules that look at no more than
    /// `horizon` bytes at once; see [`Views::settled`].
    pub fn settled(&self, part: usize, horizon: usize) -> usize {
        match self.views.get(part) {
            Some(Some(views)) => views.settled(horizon),
            // No pattern looks at it.
            _ => self.parts.get(part).map_or(0, |part| part.text.len()),
        }
    }

    /// Whether nothing hit at all.
    pub fn is_empty(&self) -> bool {
        self.hits.is_empty()
    }

    /// Which plugin each match belongs to, and the pattern's index there.
    pub fn matched(&self) -> impl Iterator<Item = (usize, usize)> {
        self.hits.iter().map(|(plugin, hit)| (*plugin as usize, hit.pattern as usize))
    }

    /// The hits of one plugin, ordered by part, start, end, pattern and view, with its own view numbers.
    pub fn hits_of(&self, plugin: usize) -> Vec<Hit> {
        let mut hits: Vec<Hit> =
            self.hits.iter().filter(|(owner, _)| *owner as usize == plugin).map(|(_, hit)| *hit).collect();
        hits.sort_by_key(|hit| (hit.span, hit.pattern, hit.view_index, hit.view_start));
        let mut names: Vec<&str> = vec!["raw"];
        for hit in &mut hits {
            let name = self.view(hit).name();
            let number = names.iter().position(|known| *known == name).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            });
            hit.view = number as u32;
        }
        hits
    }

    /// The view that showed a hit.
    pub(crate) fn view(&self, hit: &Hit) -> &View<'a> {
        match &self.views[hit.span.part as usize] {
            Some(views) => views.get(hit.view_index as usize),
            None => unreachable!("a hit lies in a part that was scanned"),
        }
    }
}
