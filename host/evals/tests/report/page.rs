use crate::fixture::everything;
use lictor_evals::report::{html, junit, markdown};

#[test]
fn scratch() {
    let all = everything(30);
    std::fs::write("/tmp/reports-page.html", html(&all.report())).unwrap();
    std::fs::write("/tmp/reports-page.md", markdown(&all.report())).unwrap();
    std::fs::write("/tmp/reports-page.xml", junit(&all.report()).unwrap()).unwrap();
    let all = everything(2500);
    std::fs::write("/tmp/reports-big.html", html(&all.report())).unwrap();
}
