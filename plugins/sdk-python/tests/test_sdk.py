import json
import unittest
from dataclasses import replace

from lictor import Example, Pack, Settings, SettingsError, Wake, added, phrase, regex, rule
from lictor.check import Failed, Prepared
from lictor.manifest import manifest
from lictor.rule import PATTERN_LABELS

from .fake import Fake

DOCS = "## What it does\nx\n## Why is this bad\nx\n## Known false positives\nx"


def make(check=lambda case: None, **changes):
    def named(case):
        check(case)

    named.__doc__ = changes.pop("docs", DOCS)
    fields = {
        "code": "XMP101", "slug": "x", "summary": "x", "message": "x", "remedy": "x", "dimension": "risk", "level": "warn",
        "status": "preview", "since": "0.1.0", "revision": 1, "sensitive": False, "requires": ["answer"],
        "patterns": [regex("x")], "fires": [Example.answer("x")], "ignores": [Example.answer("y")],
    }
    return rule(**{**fields, **changes})(named)


def pack(*rules, **changes):
    fields = {"publisher": "acme", "name": "x", "version": "0.1.0", "summary": "x", "inputs": ["answer"], "rules": rules}
    return Pack(**{**fields, **changes})


def run(host, *rules, **changes):
    Prepared(pack(*rules, **changes)).check({}, host)
    return host.said


class Rules(unittest.TestCase):
    def test_what_is_missing_is_refused_where_the_rule_is_made(self):
        for changes, words in [
            ({"code": "X1"}, "three capital letters"),
            ({"docs": "## What it does"}, "## Why is this bad"),
            ({"fires": []}, "on which it fires"),
            ({"ignores": []}, "does not fire"),
            ({"revision": 0}, "count from 1"),
        ]:
            with self.assertRaisesRegex(ValueError, words):
                make(**changes)

    def test_the_docstring_is_the_page_without_its_indentation(self):
        made = make(docs="\n        ## What it does\n        a\n            b\n        ## Why is this bad\n        ## Known false positives\n")
        self.assertTrue(made.docs.startswith("## What it does\na\n    b\n##"))


class Manifests(unittest.TestCase):
    def test_keys_without_a_value_are_left_out_and_patterns_are_numbered_through(self):
        first = make(patterns=[regex("a"), phrase("b").label("l").on("user-message").context()])
        second = make(code="XMP201", slug="y", shares=["XMP1"], detail={"how": PATTERN_LABELS, "n": "number"}, language="en")
        settings = Settings(patterns=lambda given: [added(first, name) for name in given["names"]])
        value = json.loads(manifest(pack(first, second, settings=settings), {"names": ["N"]}))
        self.assertNotIn(None, [item for part in value["rules"] + value["patterns"] for item in part.values()])
        self.assertEqual([p["rules"] for p in value["patterns"]], [["XMP101", "XMP201"]] * 2 + [["XMP201"]] + [["XMP101", "XMP201"]])
        self.assertEqual(value["patterns"][1]["wakes"], False)
        self.assertEqual(value["rules"][1]["detail"], {"how": {"values": []}, "n": "number"})
        self.assertEqual(value["patterns"][3]["literal"], "N")


class Places(unittest.TestCase):
    TEXT = "🎉é “you — did” 🎉 end"

    def check(self, check, **hits):
        host = Fake(("answer", self.TEXT), **hits)
        found = []
        run(host, make(lambda case: found.append(check(case, host))))
        return found[0]

    def test_spans_are_ranges_of_the_text_whatever_stands_before(self):
        def spans(case, host):
            part = case.parts[0]
            at = self.TEXT.index("did")
            span = part.span(at, at + 3)
            return host.shown(span), part.range(span) == (at, at + 3)

        self.assertEqual(self.check(spans, hits=[(0, 0, "you")]), ("did", True))

    def test_a_piece_of_a_match_is_located(self):
        located = self.check(lambda case, host: host.shown(case.hits[0].locate(6, 9)), hits=[(0, 0, "you — did")])
        self.assertEqual(located, "did")

    def test_around_counts_characters_and_cuts_none(self):
        around = self.check(lambda case, host: case.hits[0].around(4, 2), hits=[(0, 0, "you")])
        self.assertEqual((around.before, around.matched, around.after), ("🎉é “", "you", " —"))

    def test_windows_give_all_of_the_text_and_spans_of_the_whole(self):
        def windows(case, host):
            part = case.parts[0]
            plain = "".join(window.text for window in part.windows(5)) == self.TEXT
            shown = [host.shown(window.span(0, len(window.text))) == window.text for window in part.windows(9, overlap=1)]
            ends = [window.text for window in part.windows(9, overlap=1)]
            return plain, all(shown), all(a[-1] == b[0] for a, b in zip(ends, ends[1:])), len(shown) > 2

        self.assertEqual(self.check(windows, hits=[(0, 0, "you")]), (True, True, True, True))

    def test_a_range_outside_the_text_is_an_error_and_no_trap(self):
        with self.assertRaisesRegex(Failed, "XMP101: IndexError: 3:99 is no range"):
            self.check(lambda case, host: case.parts[0].span(3, 99), hits=[(0, 0, "you")])


class Checks(unittest.TestCase):
    def test_a_rule_hears_its_own_patterns_those_it_shares_and_those_of_the_settings(self):
        heard = {}
        note = lambda case: heard.update({case.rule.code: [(hit.rule, hit.pattern, hit.matched) for hit in case.hits]})
        first, second = make(note), make(note, code="XMP201", slug="y", shares=["XMP1"])
        settings = Settings(patterns=lambda given: [added(second, "c")])
        host = Fake(("answer", "a b c"), hits=[(0, 0, "a"), (1, 0, "b"), (2, 0, "c")])
        run(host, first, second, settings=settings)
        self.assertEqual(heard["XMP101"], [("XMP101", 0, "a")])
        self.assertEqual(heard["XMP201"], [("XMP101", 0, "a"), ("XMP201", 0, "b"), ("XMP201", None, "c")])

    def test_a_rule_that_nothing_woke_is_not_asked(self):
        def never(case):
            raise AssertionError("asked")

        host = Fake(("answer", "a"), hits=[(0, 0, "a")])
        run(host, make(never, patterns=[regex("a").context()]))
        run(host, make(never, wake=[Wake.input("history"), Wake.behaviour("refuse"), Wake.answer_length(0)]))
        run(host, make(never, requires=["answer", "citations"]))

    def test_each_wake_condition_wakes(self):
        for wake in [Wake.always(), Wake.input("answer"), Wake.answer_length(1), Wake.finish_reason("length"), Wake.behaviour("refuse")]:
            host = Fake(("answer", "a"), **{"finish-reason": "length", "behaviour": "refuse"})
            self.assertEqual(len(run(host, make(lambda case: case.report(), wake=[wake]))), 1, wake)

    def test_what_a_check_raises_names_rule_and_line(self):
        with self.assertRaisesRegex(Failed, r"XMP101: ZeroDivisionError: .*test_sdk\.py:[0-9]+\)"):
            run(Fake(("answer", "a")), make(lambda case: 1 // 0, wake=[Wake.always()]))

    def test_reports_carry_spans_hits_and_details(self):
        def check(case):
            hit = case.hits[0]
            case.report(hit, case.parts[0].span(0, 1), confidence=0.5, detail={"n": 0.25, "m": 3})
            case.measure("m", 2)
            case.report(hit.locate(0, 0), resting_on=[hit])

        first, measured, second = run(Fake(("answer", "ab"), hits=[(0, 0, "b")]), make(check))
        self.assertEqual((first.spans[0].start, first.spans[1].start, first.hits), (1, 0, (0,)))
        self.assertEqual((first.confidence, first.detail), (0.5, (("n", "0.25"), ("m", "3"))))
        self.assertEqual((measured, second.hits), (("m", 2.0), (0,)))

    def test_settings_errors_hold_all_problems(self):
        self.assertEqual(SettingsError("wrong").problems, {"": "wrong"})
        self.assertEqual(len(SettingsError({"/a": "x", "/b": "y"}).problems), 2)

    def test_a_memo_is_computed_once(self):
        calls = []

        def words(case):
            calls.append(case.answer)
            return len(case.answer)

        twice = lambda case: self.assertEqual((case.memo(words), case.memo(words)), (3, 3))
        first = make(twice, wake=[Wake.always()])
        run(Fake(("answer", "abc")), first, replace(first, code="XMP102"))
        self.assertEqual(calls, ["abc"])


if __name__ == "__main__":
    unittest.main()
