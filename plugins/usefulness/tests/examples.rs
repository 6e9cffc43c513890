//! Every rule's own examples, run natively.

#[test]
fn every_rule_does_what_its_examples_say() {
    lictor_sdk::native::assert_examples(&lictor_usefulness::PACK);
}
