use super::*;

fn markdown(text: &str) -> Cases {
    let mut cases = Cases::default();
    cases.add("cases/tone.md", text.as_bytes(), true);
    cases
}

fn jsonl(text: &str) -> Cases {
    let mut cases = Cases::default();
    cases.add("cases/tone.jsonl", text.as_bytes(), false);
    cases
}

const SOUND: &str = r#"
# Blaming

Words for readers, and `code`.

```rust
let not_a_case = 1;
```

## it was your fault

~~~user
Why is it broken?
~~~

```answer
It was your fault.
Read the manual.
```

```fires
TON101 "your fault"
- acme/TON102 answer 0-2
TON101 "manual"
```

```ignores
TON103, TON104
```

## nothing else #

```sample
{"messages": [{"role": "user", "content": "Hi"}], "answer": "Hello {{repeat:2:a}}"}
```

```settings
{"names": ["x"]}
```

```ignores
*
```
"#;

#[test]
fn markdown_says_what_jsonl_says() {
    let read = markdown(SOUND);
    assert_eq!(read.problems, []);
    let [first, second] = read.cases.as_slice() else { panic!("{:?}", read.cases) };
    assert_eq!((first.id.as_str(), first.line), ("it was your fault", 10));
    assert_eq!(first.sample.answer.as_deref(), Some("It was your fault.\nRead the manual."));
    assert_eq!(first.sample.messages.as_ref().map(Vec::len), Some(1));
    assert_eq!(second.id, "nothing else");
    assert_eq!(second.sample.answer.as_deref(), Some("Hello aa"));
    assert_eq!(second.ignores, Ignored::Others);
    assert_eq!(second.settings["names"][0], "x");

    let line = r#"{"id": "it was your fault", "sample": {"messages": [{"role": "user", "content": "Why is it broken?"}],
        "answer": "It was your fault.\nRead the manual."},
        "fires": [{"rule": "TON101", "spans": ["your fault"]}, {"rule": "TON102", "spans": [{"part": "answer", "start": 0, "end": 2}]},
        {"rule": "TON101", "spans": ["manual"]}], "ignores": ["TON103", "TON104"]}"#;
    let read = jsonl(&line.replace('\n', " "));
    assert_eq!(read.problems, []);
    assert_eq!((&read.cases[0].fires, &read.cases[0].ignores), (&first.fires, &first.ignores));
    assert_eq!(read.cases[0].sample, first.sample);
}

#[test]
fn a_wrong_block_has_its_line_and_the_other_cases_stand() {
    let wrong = [
        ("```answer\nIt was", "```anwser\nIt was", 16, "did you mean `answer`?"),
        ("TON101 \"your fault\"", "TON101 your fault", 22, "is no span"),
        ("TON103, TON104", "TON103, tone", 28, "three capital letters"),
        ("{\"names\"", "{names", 38, "no JSON"),
        ("TON103, TON104", "TON101", 10, "both fire and not fire"),
    ];
    for (sound, broken, line, words) in wrong {
        let read = markdown(&SOUND.replacen(sound, broken, 1));
        let found = read.problems.iter().any(|problem| problem.message.contains(words) && problem.line == line);
        assert!(found, "{words}: {:?}", read.problems);
        assert_eq!(read.cases.len(), 1, "{words}");
    }
    let nameless = markdown("```answer\nx\n```\n\n```fires\nTON101\n```\n");
    assert!(nameless.cases.is_empty() && nameless.problems[0].message.contains("put a heading"));
    let open = markdown(&format!("{SOUND}\n## open\n\n```answer\nno end"));
    assert_eq!((open.cases.len(), open.problems.len()), (2, 1));
    assert!(open.problems[0].message.contains("not closed"));
}

#[test]
fn a_wrong_line_has_its_number_and_the_other_lines_stand() {
    let sound = r#"{"id": "a", "sample": {"answer": "x"}, "fires": ["TON101"]}"#;
    let wrong = [
        ("{", "EOF"),
        (r#"{"sample": {"answer": "x"}}"#, "neither which rules fire"),
        (r#"{"sample": {"anwser": "x"}, "fires": ["TON101"]}"#, "did you mean `answer`?"),
        (r#"{"sample": {"answer": "x"}, "fires": ["TON101"], "spans": []}"#, "unknown field `spans`"),
        (r#"{"sample": {"answer": "x"}, "fires": [7]}"#, "expected a code"),
        (r#"{"sample": {"answer": "x"}, "fires": ["TON101"], "settings": []}"#, "`settings` are an object"),
    ];
    for (line, words) in wrong {
        let read = jsonl(&format!("{sound}\n{line}\n\n{}", sound.replace("\"a\"", "\"b\"")));
        assert_eq!(read.cases.len(), 2, "{line}");
        let [problem] = read.problems.as_slice() else { panic!("{line}: {:?}", read.problems) };
        assert_eq!((problem.file.as_str(), problem.line), ("cases/tone.jsonl", 2));
        assert!(problem.message.contains(words), "{line}: {}", problem.message);
    }
    let twice = jsonl(&format!("{sound}\n{sound}\n"));
    assert_eq!((twice.cases.len(), twice.problems[0].line), (2, 2));
    let mut broken = Cases::default();
    broken.add("x.jsonl", b"\xff\xfe\n", false);
    assert_eq!(broken.problems[0].message, "not UTF-8");
}
