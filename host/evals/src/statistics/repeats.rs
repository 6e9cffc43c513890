/// The chance that at least one of k answers passes, judged by all `answers` of a case of which `pass` pass: without bias
/// (Chen et al. 2021, "Evaluating Large Language Models Trained on Code"). None where there are fewer than k answers.
pub fn pass_at_k(answers: u64, pass: u64, k: u64) -> Option<f64> {
    Some(1.0 - all_k(answers, answers.checked_sub(pass)?, k)?)
}

/// The chance that all of k answers pass, drawn without putting back from the `answers` of a case of which `pass` pass. None
/// where there are fewer than k answers.
pub fn all_k(answers: u64, pass: u64, k: u64) -> Option<f64> {
    if k > answers || pass > answers {
        return None;
    }
    if k > pass {
        return Some(0.0);
    }
    Some((0..k).map(|drawn| (pass - drawn) as f64 / (answers - drawn) as f64).product())
}
