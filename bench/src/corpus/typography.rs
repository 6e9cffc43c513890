//! Characters outside ASCII, in the share of answers that has them.

use super::random::Random;

/// Sentences with characters that models write now and then.
const SENTENCES: [&str; 8] = [
    "The café in the old town serves crème brûlée all day.",
    "On most days it is about 21 °C at noon.",
    "Remember the three R’s: reduce, reuse, recycle.",
    "Bon appétit! 🍝",
    "• Bring water\n• Bring a map",
    "The Japanese word 物の哀れ describes the feeling well.",
    "The ratio is π, and the margin ±0.5.",
    "São Paulo and Zürich follow a similar plan.",
];

/// Of a thousand answers, 18 get typographic quotes and dashes and 42 a sentence with other characters.
pub(super) fn vary(text: String, random: &mut Random) -> String {
    match random.between(0, 999) {
        0..18 => curl(&text),
        18..60 => format!("{text} {}", random.pick(&SENTENCES)),
        _ => text,
    }
}

/// Straight quotes become curly ones, and the first comma a dash.
fn curl(text: &str) -> String {
    let mut open = false;
    let curled = text.chars().map(|letter| match letter {
        '\'' => '’',
        '"' => {
            open = !open;
            if open { '“' } else { '”' }
        }
        other => other,
    });
    curled.collect::<String>().replacen(", ", " — ", 1)
}
