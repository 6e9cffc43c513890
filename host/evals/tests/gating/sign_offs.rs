//! Sign-offs: who signed, over which run, and what does not count.

use lictor_evals::gate::{SignOffDraft, SignOffFile, SignOffState};
use lictor_evals::review::ReviewVerdict;
use lictor_model::{Digest, Dimension};

use crate::common::{Desk, NOW, Person, case, draft, person, reviewed, time, trust};

fn draft_of(person: &Person) -> SignOffDraft {
    SignOffDraft {
        run: Digest::of("head"),
        role: person.roles[0].into(),
        name: person.name.into(),
        at: time("2026-06-15T11:00:00Z"),
        reviews: None,
    }
}

fn signed(people: &[&Person], drafts: Vec<(&Person, SignOffDraft)>, more: &str) -> SignOffFile {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sign-offs.jsonl");
    for (person, draft) in drafts {
        SignOffFile::append(&path, draft, &person.key).unwrap();
    }
    SignOffFile::read(&path, &trust(people, more), time(NOW)).unwrap()
}

fn desk(sign_offs: SignOffFile) -> Desk {
    let mut desk = Desk::new("sign_offs = [\"risk\", \"product\"]\n", vec![case("a")]);
    desk.sign_offs = sign_offs;
    desk
}

#[test]
fn every_role_has_to_sign() {
    let (jane, tom) = (person("Jane", &["risk"]), person("Tom", &["product"]));
    let people = [&jane, &tom];
    insta::assert_snapshot!(desk(SignOffFile::default()).told(), @r"
    NeedsReview
    sign-off.risk [] nobody has signed as risk: `lictor gate sign --role risk`
    sign-off.product [] nobody has signed as product: `lictor gate sign --role product`
    ");
    let both = signed(&people, vec![(&jane, draft_of(&jane)), (&tom, draft_of(&tom))], "");
    let decision = desk(both).decide();
    assert_eq!(decision.reasons, []);
    let told: Vec<_> = decision
        .sign_offs
        .iter()
        .map(|sign_off| (sign_off.role.as_str(), sign_off.state, sign_off.by.as_deref()))
        .collect();
    assert_eq!(told, [("risk", SignOffState::Signed, Some("Jane")), ("product", SignOffState::Signed, Some("Tom"))]);
}

/// One sign-off as risk, and what a decision says about it.
fn refused(sign_offs: SignOffFile) -> String {
    let mut desk = desk(sign_offs);
    desk.release.sign_offs = vec!["risk".into()];
    let decision = desk.decide();
    assert_eq!(decision.sign_offs[0].state, SignOffState::Invalid);
    assert_eq!(decision.reasons.len(), 1);
    decision.reasons[0].message.clone()
}

#[test]
fn signatures_that_do_not_count_say_why() {
    let (jane, tom) = (person("Jane", &["risk"]), person("Tom", &["product"]));
    let one = |draft: SignOffDraft| vec![(&jane, draft)];
    let cases = [
        (
            signed(&[&jane], one(SignOffDraft { run: Digest::of("base"), ..draft_of(&jane) }), ""),
            "it is over another run",
        ),
        (signed(&[&tom], one(draft_of(&jane)), ""), "the trust file knows no key"),
        (signed(&[&jane], one(draft_of(&jane)), "revoked = { day = 2026-06-15, reason = \"lost\" }"), "was revoked on"),
        (signed(&[&jane], one(draft_of(&jane)), "valid_until = 2026-06-01"), "was valid until 2026-06-01"),
        (signed(&[&jane], one(draft_of(&jane)), "valid_from = 2026-07-01"), "is valid from 2026-07-01"),
        (
            signed(&[&jane], one(SignOffDraft { at: time("2026-06-16T00:00:00Z"), ..draft_of(&jane) }), ""),
            "lies in the future",
        ),
        (
            signed(&[&jane, &tom], vec![(&tom, SignOffDraft { role: "risk".into(), ..draft_of(&tom) })], ""),
            "may not sign as risk: the trust file gives it product",
        ),
        (signed(&[&jane], one(SignOffDraft { name: "Tom".into(), ..draft_of(&jane) }), ""), "belongs to Jane"),
    ];
    for (sign_offs, part) in cases {
        let message = refused(sign_offs);
        assert!(message.contains(part), "{message} / {part}");
    }
}

#[test]
fn an_edited_sign_off_does_not_count() {
    let jane = person("Jane", &["risk"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.jsonl");
    SignOffFile::append(&path, SignOffDraft { run: Digest::of("base"), ..draft_of(&jane) }, &jane.key).unwrap();
    let moved = std::fs::read_to_string(&path).unwrap().replace(&Digest::of("base").hex(), &Digest::of("head").hex());
    std::fs::write(&path, moved).unwrap();
    let file = SignOffFile::read(&path, &trust(&[&jane], ""), time(NOW)).unwrap();
    let message = refused(file);
    assert!(message.contains("is not by key"), "{message}");
}

#[test]
fn a_line_that_is_no_sign_off_stops_nothing() {
    let jane = person("Jane", &["risk"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.jsonl");
    std::fs::write(&path, "{}\n").unwrap();
    SignOffFile::append(&path, draft_of(&jane), &jane.key).unwrap();
    let file = SignOffFile::read(&path, &trust(&[&jane], ""), time(NOW)).unwrap();
    assert_eq!(file.entries[0].fault.as_deref(), Some("the line is no sign-off"));
    assert_eq!(file.entries[1].fault, None);
}

#[test]
fn review_records_that_a_signer_relied_on_cannot_be_removed() {
    let jane = person("Jane", &["risk"]);
    let say = |case: &str, verdict| (&jane, draft(&jane, case, Dimension::Risk, verdict));
    let all = reviewed(&[&jane], vec![say("a", ReviewVerdict::Pass), say("b", ReviewVerdict::Pass)]);
    let draft = SignOffDraft { reviews: all.lines.last().copied(), ..draft_of(&jane) };
    let sign_offs = signed(&[&jane], vec![(&jane, draft)], "");
    let mut desk = desk(sign_offs);
    desk.release.sign_offs = vec!["risk".into()];
    desk.reviews = all;
    assert_eq!(desk.decide().reasons, []);
    let unnamed =
        |desk: &Desk| desk.decide().signals.iter().any(|signal| signal.message.contains("sign with --reviews"));
    assert!(!unnamed(&desk));
    let named = std::mem::replace(&mut desk.sign_offs, signed(&[&jane], vec![(&jane, draft_of(&jane))], ""));
    assert!(unnamed(&desk), "a signature that names no record vouches for none");
    desk.sign_offs = named;
    // The tail is gone, and the chain itself cannot tell.
    desk.reviews.entries.pop();
    desk.reviews.lines.pop();
    assert!(desk.told().contains("relies on review records that are not in the file"), "{}", desk.told());
}
