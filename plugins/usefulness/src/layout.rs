//! What an answer looks like: lists, tables, code.

/// The answer without its blocks of code.
pub(crate) fn prose(answer: &str) -> String {
    let mut in_code = false;
    let mut out = String::with_capacity(answer.len());
    for line in answer.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The contents of its blocks of code.
pub(crate) fn blocks(answer: &str) -> Vec<&str> {
    let body = |block: &'_ str| block.split_once('\n').map_or(0, |(language, _)| language.len() + 1);
    answer.split("```").skip(1).step_by(2).map(|block| &block[body(block)..]).collect()
}

/// Whether a place lies in code: in a block, or between backticks on its line.
pub(crate) fn in_code(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    before.matches("```").count() % 2 == 1 || line.matches('`').count() % 2 == 1
}

/// How many items the lists of a text have, those of the outer level.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Lists {
    pub(crate) numbered: Vec<usize>,
    pub(crate) bulleted: Vec<usize>,
}

/// A line that begins an item.
enum Marker {
    Number(usize),
    Bullet,
}

fn marker(line: &str) -> Option<Marker> {
    let bare = line.trim_start();
    if let Some(rest) = ["- ", "* ", "• ", "– ", "+ ", "•\t", "-\t"].iter().find_map(|mark| bare.strip_prefix(mark))
    {
        return (!rest.trim().is_empty()).then_some(Marker::Bullet);
    }
    let bare = bare.trim_start_matches(['#', '*', ' ']);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let rest = bare[digits..].strip_prefix(['.', ')', ':'])?;
    let spaced = rest.is_empty() || rest.starts_with([' ', '\t', '*']);
    (1..=3).contains(&digits).then(|| bare[..digits].parse().ok()).flatten().filter(|_| spaced).map(Marker::Number)
}

impl Lists {
    /// The lists of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut lists = Self::default();
        let (mut number, mut indent) = (None, None);
        for line in text.lines() {
            let depth = line.len() - line.trim_start().len();
            match marker(line) {
                Some(Marker::Number(n)) if indent.is_none_or(|outer| depth <= outer) || number.is_none() => {
                    match (number, lists.numbered.last_mut()) {
                        (Some(last), Some(count)) if n > last => *count += 1,
                        _ => lists.numbered.push(1),
                    }
                    (number, indent) = (Some(n), Some(depth));
                }
                // Bullets below a numbered item are its own.
                Some(Marker::Bullet) if number.is_none() => match (indent, lists.bulleted.last_mut()) {
                    (Some(outer), Some(count)) if depth <= outer => *count += 1,
                    (Some(outer), Some(_)) if depth > outer => {}
                    _ => {
                        lists.bulleted.push(1);
                        indent = Some(depth);
                    }
                },
                None if line.starts_with('#') => (number, indent) = (None, None),
                _ => {}
            }
        }
        lists
    }

    /// How many items there are, where there is one list and no doubt about it.
    pub(crate) fn only(&self) -> Option<usize> {
        match (self.numbered.as_slice(), self.bulleted.as_slice()) {
            ([count], []) | ([], [count]) => Some(*count),
            _ => None,
        }
    }
}

/// How many lines begin an item of a list.
pub(crate) fn items(text: &str) -> usize {
    text.lines().filter(|line| marker(line).is_some()).count()
}

/// Whether a text has a table: in Markdown, HTML or TeX, with tabs, or in aligned columns.
pub(crate) fn has_table(text: &str) -> bool {
    let lines = |fits: fn(&str) -> bool| text.lines().filter(|line| fits(line)).count() >= 2;
    lines(|line| line.matches('|').count() >= 2 || line.contains(['│', '┃']))
        || lines(|line| line.trim().matches('\t').count() >= 1)
        || lines(|line| line.trim().matches("   ").count() >= 2)
        || lines(|line| line.matches(" | ").count() >= 1)
        || ["<table", "<tr", "\\begin{tab"].iter().any(|mark| text.contains(mark))
}

/// Whether a text shows code: a block, inline code, or lines that end or are set as code is.
pub(crate) fn has_code(text: &str) -> bool {
    let code = |line: &str| {
        let line = line.trim_end();
        line.ends_with([';', '{', '}'])
            || line.ends_with("):")
            || line.contains("();")
            || line.contains(" = ")
            || line.contains("</")
    };
    let queries = ["SELECT ", "select ", "def ", "import ", "#include", "=IF(", "=SUM(", "<?php", "<html"];
    text.contains('`') || text.lines().any(code) || queries.iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_counted_on_their_outer_level() {
        let nested = "Here:\n1. A\n   - a\n   - b\n2. B\n\n   text\n3. C";
        assert_eq!(Lists::of(nested).only(), Some(3));
        assert_eq!(Lists::of("- A\n  - a\n- B").only(), Some(2));
        assert_eq!(Lists::of("1. A\n2. B\n\nAnd:\n1. C").numbered, [2, 1]);
        assert_eq!(Lists::of("**1. A**\ntext\n\n**2. B**\n- x").only(), Some(2));
        assert_eq!(Lists::of("# P\n- a\n# Q\n- b\n- c").bulleted, [1, 2]);
        assert_eq!(Lists::of("In 1999. Nothing - here.").only(), None);
    }

    #[test]
    fn blocks_of_code_are_no_prose() {
        let text = "a\n```json\n{}\n```\nb";
        assert_eq!((prose(text).as_str(), blocks(text)), ("a\nb\n", vec!["{}\n"]));
    }
}
