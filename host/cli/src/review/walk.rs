//! Showing cases one by one, and asking about each.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};

use lictor_evals::review::{Said, ShownAnswer, ask, present};
use lictor_evals::run::{AnswerFormat, CaseResult, Run};
use lictor_evals::set::Set;
use lictor_model::Map;
use lictor_model::visible;
use miette::{Result, miette};

use super::answers::Answers;
use super::{Left, Review, Signer};
use crate::exit::written;

/// Walks through what is left. Whether everything was said.
pub(super) fn walk(arguments: &Review, run: &Run, set: &Set, left: &[Left<'_>], signer: &Signer) -> Result<bool> {
    let wanted: BTreeSet<&str> = left.iter().map(|left| left.needs.case.case.id.as_str()).collect();
    let results = results(run, &wanted)?;
    let map = arguments.map.as_deref().map(str::parse::<Map>).transpose().map_err(|error| miette!("--map: {error}"))?;
    let format = AnswerFormat { map, prompt_index: arguments.prompt_index };
    let answers = Answers::read(&arguments.answers, run.manifest(), &results, format)?;
    let (mut input, mut output) = (io::stdin().lock(), anstream::stdout().lock());
    let mut all = true;
    for (index, left) in left.iter().enumerate() {
        let id = &left.needs.case.case.id;
        let case = set.case(id).ok_or_else(|| miette!("the set has no case `{}`", visible(id)))?;
        let own: Vec<&CaseResult> = results.iter().filter(|result| result.case == *id).collect();
        let found = answers.of(&own);
        let shown: Vec<ShownAnswer<'_>> = found
            .iter()
            .filter_map(|(result, answer)| Some(ShownAnswer { result, answer: answer.as_ref()? }))
            .collect();
        let page = present(case, &left.needs, &shown, run.manifest());
        let hidden = found.len() - shown.len();
        let note = match hidden {
            0 => String::new(),
            hidden => format!("{hidden} answers are not shown: --answers does not name their files\n"),
        };
        written(write!(output, "\n─── {} of {}\n{page}{note}\n", index + 1, wanted.len()))?;
        match asked(arguments, run, left, &case.criteria, signer, &mut input, &mut output)? {
            Asked::Everything => {}
            Asked::Something => all = false,
            Asked::Enough => return Ok(false),
        }
    }
    Ok(all)
}

enum Asked {
    Everything,
    Something,
    Enough,
}

fn asked(
    arguments: &Review,
    run: &Run,
    left: &Left<'_>,
    criteria: &[String],
    signer: &Signer,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> Result<Asked> {
    let mut asked = Asked::Everything;
    for dimension in &left.dimensions {
        match written(ask(input, output, *dimension, criteria))? {
            Said::Skip => asked = Asked::Something,
            Said::Quit => return Ok(Asked::Enough),
            Said::Verdict(verdict, criterion, reason) => {
                let case = &left.needs.case.case.id;
                signer.write(arguments, run, case, *dimension, (verdict, criterion, reason))?;
            }
        }
    }
    Ok(asked)
}

fn results(run: &Run, wanted: &BTreeSet<&str>) -> Result<Vec<CaseResult>> {
    let mut results = Vec::new();
    for result in run.results()? {
        let result = result?;
        if wanted.contains(result.case.as_str()) {
            results.push(result);
        }
    }
    Ok(results)
}
