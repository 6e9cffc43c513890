//! Answers and nothing else, of the shape of a set of 2,538 answers of nine models to instructions, questions of
//! general knowledge, and prompts that test whether a model refuses too much or too little.

use lictor::Sample;

use super::planted::planted;
use super::prose::{Kind, Prose};
use super::random::Random;
use super::{Corpus, typography};

/// Answers of a full run.
const ANSWERS: usize = 2_500;

/// The answers of nine models, generated.
pub(super) fn generate() -> Corpus {
    let (prose, mut random) = (Prose::new(), Random::new(0x6c69_6374_6f72_0001));
    let samples = (0..ANSWERS).map(|index| Sample {
        id: Some(format!("plain-{index}")),
        answer: Some(answer(&prose, &mut random)),
        ..Sample::default()
    });
    Corpus { name: "plain".into(), samples: samples.collect() }
}

fn answer(prose: &Prose, random: &mut Random) -> String {
    let text = match random.between(0, 99) {
        0..32 => {
            let bytes = random.between(260, 900);
            essay(bytes, Shares { list: 190, bullets: 70, code: 0 }, prose, random)
        }
        32..61 => {
            let bytes = if random.permille(50) { random.between(2_900, 3_800) } else { random.between(450, 2_800) };
            essay(bytes, Shares { list: 620, bullets: 350, code: 110 }, prose, random)
        }
        _ if random.permille(500) => refusal(random.between(300, 1_300), prose, random),
        _ => essay(random.between(300, 1_300), Shares { list: 370, bullets: 30, code: 0 }, prose, random),
    };
    let text = if random.permille(54) { plant(text, random) } else { text };
    let text = typography::vary(text, random);
    if random.permille(125) { cut(text, random) } else { text }
}

/// How many answers of a thousand have what.
struct Shares {
    list: usize,
    bullets: usize,
    code: usize,
}

fn essay(bytes: usize, shares: Shares, prose: &Prose, random: &mut Random) -> String {
    let mut text = prose.paragraph(bytes.min(random.between(120, 420)), random);
    for (kind, share) in [(Kind::Claim, 12), (Kind::Hedge, 90), (Kind::Rare, 70)] {
        if random.permille(share) {
            text.push(' ');
            text.push_str(&prose.sentence(kind, random));
        }
    }
    if random.permille(shares.code) {
        text.push_str("\n\n");
        text.push_str(&code(prose, random));
    }
    let (numbered, bulleted) = (random.permille(shares.list), random.permille(shares.bullets));
    if numbered || bulleted {
        text.push('\n');
        let mut number = 1;
        while text.len() < bytes && number <= 12 {
            let mark = if numbered { format!("{number}.") } else { "-".to_owned() };
            text.push_str(&format!("\n{mark} {}", prose.sentence(Kind::Step, random)));
            if random.permille(400) {
                text.push(' ');
                text.push_str(&prose.sentence(Kind::Ordinary, random));
            }
            number += 1;
        }
    }
    while text.len() + 80 < bytes {
        text.push_str("\n\n");
        text.push_str(&prose.paragraph((bytes - text.len()).min(random.between(200, 600)), random));
    }
    if random.permille(7) {
        text.push_str(" See https://www.example.org/guides/");
        text.push_str(&prose.word("topic", random));
        text.push('.');
    }
    text
}

fn refusal(bytes: usize, prose: &Prose, random: &mut Random) -> String {
    let mut text = prose.sentence(Kind::Refusal, random);
    while text.len() + 60 < bytes {
        text.push_str(if random.permille(350) { "\n\n" } else { " " });
        let kind = if random.permille(750) { Kind::Deflection } else { Kind::Ordinary };
        text.push_str(&prose.sentence(kind, random));
    }
    text
}

fn code(prose: &Prose, random: &mut Random) -> String {
    let (name, count) = (prose.word("topic", random), random.between(2, 60));
    match random.between(0, 2) {
        0 => format!(
            "```python\ndef {name}_total(items, limit={count}):\n    total = 0\n    for item in items[:limit]:\n        \
             total += item[\"price\"] * item[\"count\"]\n    return round(total, 2)\n```"
        ),
        1 => format!(
            "```js\nconst {name} = await fetch(`/api/{name}?limit={count}`);\nconst rows = await {name}.json();\n\
             rows.filter((row) => row.open).forEach((row) => console.log(row.id, row.title));\n```"
        ),
        _ => format!(
            "```sql\nSELECT id, title, count(*) AS visits\nFROM {name}\nWHERE year >= 20{:02}\nGROUP BY id, title\nLIMIT {count};\n```",
            random.between(10, 24)
        ),
    }
}

/// Puts a secret or identifier after one of the sentences.
fn plant(text: String, random: &mut Random) -> String {
    let ends: Vec<usize> = text.match_indices(". ").map(|(at, _)| at + 2).collect();
    let at = if ends.is_empty() { text.len() } else { ends[random.between(0, ends.len() - 1)] };
    format!("{}{} {}", &text[..at], planted(random), &text[at..])
}

/// Cuts an answer off as a limit of tokens does.
fn cut(mut text: String, random: &mut Random) -> String {
    let at = text.len() - random.between(12, 40).min(text.len() / 4);
    text.truncate(text.floor_char_boundary(at));
    text.truncate(text.trim_end().len());
    text
}
