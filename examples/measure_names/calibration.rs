//! Whether probabilities are what they say: each question once with its place known and once without.

use crate::gazetteer::{Gazetteer, Question};
use makan::names::{Hit, Model, Searcher, SoundIndex, probability, training::chance_cost};

/// The upper ends of the bins of predicted probability.
const BINS: [f64; 7] = [0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0];
/// Every how many places with several Latin names one name is asked for.
const LATIN_STEP: usize = 7;

/// What one search gave.
struct Case {
    chance: f64,
    /// Cost, and whether the hit is right.
    hits: Vec<(f64, bool)>,
    /// As [`probability`] has it.
    predicted: Vec<f64>,
}

/// Prints the tables of reliability for Arabic and Latin queries, and the numbers that would fit best.
pub fn report(model: &Model, gazetteer: &Gazetteer) -> Result<(), Box<dyn std::error::Error>> {
    let names = gazetteer.names.iter().map(|(name, number)| (name.as_str(), *number));
    let arabic: Vec<&Question> = gazetteer.questions.iter().collect();
    print("Arabic", &cases(model, gazetteer, &SoundIndex::build_with(model, names), &arabic)?);

    // One name of a place is taken out and asked for.
    let mut kept: Vec<(&str, u32)> = Vec::new();
    let mut questions = Vec::new();
    for (group, of_place) in gazetteer.names.chunk_by(|a, b| a.1 == b.1).enumerate() {
        let asked = (of_place.len() > 2 && group % LATIN_STEP == 0).then(|| group % of_place.len());
        for (at, (name, number)) in of_place.iter().enumerate() {
            if Some(at) == asked
                && let Some(&point) = gazetteer.places.get(*number as usize)
            {
                questions.push(Question { query: name.clone(), country: String::new(), point });
            } else {
                kept.push((name, *number));
            }
        }
    }
    let latin: Vec<&Question> = questions.iter().collect();
    print("Latin", &cases(model, gazetteer, &SoundIndex::build_with(model, kept.into_iter()), &latin)?);
    Ok(())
}

fn cases(
    model: &Model,
    gazetteer: &Gazetteer,
    bytes: &[u8],
    questions: &[&Question],
) -> Result<Vec<Case>, Box<dyn std::error::Error>> {
    let index = SoundIndex::open_with(model, bytes)?;
    let mut searcher = Searcher::default();
    let mut out = Vec::new();
    for question in questions {
        let hits = index.search(&mut searcher, &question.query, 40);
        for is_known in [true, false] {
            let is_kept = |hit: &&Hit| is_known || !gazetteer.is_near(hit.name, question);
            let hits: Vec<Hit> = hits.iter().filter(is_kept).take(10).copied().collect();
            let chance = f64::from(chance_cost(model, &question.query));
            let predicted = probability(&question.query, &hits);
            let hits = hits.iter().map(|h| (f64::from(h.cost), gazetteer.is_near(h.name, question))).collect();
            out.push(Case { chance, hits, predicted });
        }
    }
    Ok(out)
}

fn print(script: &str, cases: &[Case]) {
    println!("{script}: {} questions, each with its place known and without", cases.len() / 2);
    println!("  as it is: log loss {:.4}", loss(cases.iter().map(|c| (c, c.predicted.clone()))));
    table(cases.iter().map(|c| (c, c.predicted.clone())));
    // Fitted on every other question, checked on the rest.
    let fold = |odd: usize| cases.iter().enumerate().filter(move |(at, _)| at / 2 % 2 == odd).map(|(_, c)| c);
    let fits = [0, 1].map(|odd| fit(&fold(odd).collect::<Vec<_>>()));
    let checked: Vec<(&Case, Vec<f64>)> = [0, 1]
        .into_iter()
        .zip([fits[1], fits[0]])
        .flat_map(|(odd, numbers)| fold(odd).map(move |c| (c, share(c, numbers))))
        .collect();
    println!("  fitted (offset, gain, share of chance) {fits:?}: log loss {:.4}", loss(checked.iter().cloned()));
    table(checked.into_iter());
}

/// The chance of each hit, as `names::probability` reckons it with these numbers.
fn share(case: &Case, [offset, gain, rival]: [f64; 3]) -> Vec<f64> {
    let weights: Vec<f64> = case.hits.iter().map(|(cost, _)| (-gain * cost).exp()).collect();
    let sum = weights.iter().sum::<f64>() + (-rival * case.chance - offset).exp();
    weights.into_iter().map(|w| w / sum).collect()
}

/// The numbers with the least loss, by steps that get smaller.
fn fit(cases: &[&Case]) -> [f64; 3] {
    let of = |numbers| loss(cases.iter().map(|c| (*c, share(c, numbers))));
    let mut best = [0.0, 0.7, 0.15];
    let mut least = of(best);
    let mut step = 0.4;
    while step > 0.004 {
        let mut is_better = false;
        for (at, scale) in [(0, 4.0), (1, 1.0), (2, 0.3)] {
            for sign in [-1.0, 1.0] {
                let mut tried = best;
                tried[at] += sign * scale * step;
                let loss = of(tried);
                if loss < least {
                    (best, least, is_better) = (tried, loss, true);
                }
            }
        }
        if !is_better {
            step /= 2.0;
        }
    }
    best
}

/// The mean of −ln of the chance given to what is true: some hit that is right, or none.
fn loss<'c>(cases: impl Iterator<Item = (&'c Case, Vec<f64>)>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (case, predicted) in cases {
        let right: f64 = case.hits.iter().zip(&predicted).filter(|((_, is_right), _)| *is_right).map(|(_, p)| p).sum();
        let is_any = case.hits.iter().any(|(_, is_right)| *is_right);
        let truth = if is_any { right } else { 1.0 - predicted.iter().sum::<f64>() };
        sum -= truth.max(1e-6).ln();
        count += 1.0;
    }
    sum / count
}

fn table<'c>(cases: impl Iterator<Item = (&'c Case, Vec<f64>)>) {
    let mut bins = [[0.0f64; 3]; BINS.len()];
    for (case, predicted) in cases {
        for ((_, is_right), p) in case.hits.iter().zip(predicted) {
            let at = BINS.iter().position(|end| p <= *end).unwrap_or(BINS.len() - 1);
            let right = f64::from(u8::from(*is_right));
            bins[at].iter_mut().zip([1.0, p, right]).for_each(|(sum, value)| *sum += value);
        }
    }
    let error: f64 = bins.iter().map(|[_, p, right]| (p - right).abs()).sum();
    let all: f64 = bins.iter().map(|[n, ..]| n).sum();
    for (end, [n, p, right]) in BINS.iter().zip(bins) {
        println!("    to {end:.2}: {n:5} hits, predicted {:.3}, right {:.3}", p / n, right / n);
    }
    println!("    mean distance {:.3}", error / all);
}
