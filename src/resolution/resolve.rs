//! From an article's mentions to the places that they mean.

use super::candidates::{Proposal, propose};
use super::evidence::{Evidence, alone, focus, neighbours, related};
use super::joint::{Model, Pair};
use super::{Candidate, Method, Resolution};
use crate::article::Article;
use crate::gazetteer::{Gazetteer, Kind, Place};
use crate::text::{Weights, key};
use crate::toponyms::{Found, Mention, Relation};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// The weights of the resolver's evidence; `gazetteer/models/README.md` says how they are fitted.
#[must_use]
pub fn weights() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    WEIGHTS.get_or_init(|| Weights::parse(include_str!("../../gazetteer/models/resolver.tsv")))
}

/// Resolves mentions with one gazetteer.
pub struct Resolver<'g> {
    gazetteer: &'g Gazetteer,
    weights: &'static Weights,
}

/// One name of an article for fitting the weights.
#[derive(Debug, Clone)]
pub struct TrainingCase {
    /// The mentions that it stands for.
    pub mentions: Vec<usize>,
    /// The candidates, each with its evidence.
    pub candidates: Vec<(Arc<Place>, Evidence)>,
}

/// Mentions of one name, which mean one place.
struct Variable {
    mentions: Vec<usize>,
    asked: Vec<Kind>,
    proposals: Vec<Proposal>,
    evidence: Vec<Evidence>,
}

impl<'g> Resolver<'g> {
    /// A resolver over a gazetteer, with the embedded weights.
    #[must_use]
    pub fn new(gazetteer: &'g Gazetteer) -> Self {
        Resolver { gazetteer, weights: weights() }
    }

    /// What each mention of the article means, in the order of the mentions.
    #[must_use]
    pub fn resolve(&self, article: &Article, found: &Found) -> Vec<Resolution> {
        let (variables, ties, model, states) = self.assemble(article, found);
        let mut out: Vec<Option<Resolution>> = vec![None; found.mentions.len()];
        for (number, variable) in variables.iter().enumerate() {
            let resolution = self.settle(number, variable, &variables, &ties, &model, &states);
            for mention in &variable.mentions {
                if let Some(slot) = out.get_mut(*mention) {
                    *slot = Some(match found.mentions.get(*mention).and_then(|m| m.written) {
                        Some(point) => written(point),
                        None => resolution.clone(),
                    });
                }
            }
        }
        let mut out: Vec<Resolution> = out.into_iter().map(|r| r.unwrap_or_else(nothing)).collect();
        super::second::look_again(self.gazetteer, found, &mut out);
        out
    }

    /// The joint model of an article and its best states.
    fn assemble<'f>(&self, article: &Article, found: &'f Found) -> (Vec<Variable>, Vec<Tie<'f>>, Model, Vec<usize>) {
        let year = article.published.map_or(2025, jiff::civil::Date::year);
        let mut variables = self.variables(&found.mentions, year);
        let known =
            variables.iter().flat_map(|v| v.mentions.iter().map(|m| (found.mentions.get(*m), v.proposals.first())));
        let focus = focus(known.filter_map(|(m, p)| m.map(|m| (m, p))));
        for variable in &mut variables {
            variable.evidence = variable.proposals.iter().map(|p| alone(p, &variable.asked, &focus, year)).collect();
        }
        let unresolved = self.weights.get("unresolved");
        // The last state of each variable is "unresolved".
        let unary = variables
            .iter()
            .map(|v| v.evidence.iter().map(|e| self.weights.score(e)).chain([self.unresolved(v, unresolved)]).collect())
            .collect();
        let ties = ties(&variables, found);
        let pairs = ties.iter().map(|t| t.pair(&variables, self.weights)).collect();
        let model = Model { unary, pairs };
        let (states, _) = model.solve();
        (variables, ties, model, states)
    }

    /// For fitting the weights: for each name of the article, the evidence of each candidate and
    /// the mentions that the name stands for. Ties are heard as the present weights resolve the rest.
    #[must_use]
    pub fn training_cases(&self, article: &Article, found: &Found) -> Vec<TrainingCase> {
        let (variables, ties, model, states) = self.assemble(article, found);
        let _ = model;
        variables
            .iter()
            .enumerate()
            .map(|(number, variable)| {
                let candidates = variable.proposals.iter().enumerate().map(|(state, proposal)| {
                    let mut evidence: Evidence = variable.evidence.get(state).cloned().unwrap_or_default();
                    evidence.extend(self.social(number, proposal, &variables, &ties, &states));
                    (Arc::clone(&proposal.place), evidence)
                });
                TrainingCase { mentions: variable.mentions.clone(), candidates: candidates.collect() }
            })
            .collect()
    }

    /// The evidence of the ties of one candidate, with the others in the given states.
    fn social(&self, number: usize, proposal: &Proposal, all: &[Variable], ties: &[Tie], states: &[usize]) -> Evidence {
        let mut out = Evidence::new();
        for tie in ties.iter().filter(|t| t.first == number || t.second == number) {
            let other = if tie.first == number { tie.second } else { tie.first };
            let Some(theirs) = states.get(other).and_then(|s| all.get(other)?.proposals.get(*s)) else { continue };
            out.extend(if tie.first == number {
                tie.evidence(&proposal.place, &theirs.place)
            } else {
                tie.evidence(&theirs.place, &proposal.place)
            });
        }
        out
    }

    /// "Unresolved" is weighed against what a fair candidate would score; where the text asks for a
    /// kind of place, the candidates' own evidence already says whether they fit.
    fn unresolved(&self, variable: &Variable, base: f64) -> f64 {
        let is_short = variable.proposals.iter().all(|p| p.method == Method::Fuzzy);
        if is_short { base } else { base - 1.0 }
    }

    fn variables(&self, mentions: &[Mention], year: i16) -> Vec<Variable> {
        let mut groups: BTreeMap<(String, u8), Variable> = BTreeMap::new();
        let mut cache: BTreeMap<String, Vec<Proposal>> = BTreeMap::new();
        for (number, mention) in mentions.iter().enumerate() {
            let folded = key(&mention.surface);
            let class = match mention.asked.first() {
                None => 0,
                Some(kind) if kind.is_area() => 1,
                Some(kind) if kind.is_populated() => 2,
                Some(_) => 3,
            };
            let proposals = cache.entry(folded.clone()).or_insert_with(|| {
                if mention.written.is_some() { Vec::new() } else { propose(self.gazetteer, &mention.surface, year) }
            });
            let variable = groups.entry((folded, class)).or_insert_with(|| Variable {
                mentions: Vec::new(),
                asked: mention.asked.clone(),
                proposals: proposals.clone(),
                evidence: Vec::new(),
            });
            variable.mentions.push(number);
        }
        // In the order of the text, so that nothing depends on how names sort.
        let mut variables: Vec<Variable> = groups.into_values().collect();
        variables.sort_by_key(|v| v.mentions.first().copied());
        variables
    }

    fn settle(
        &self,
        number: usize,
        variable: &Variable,
        all: &[Variable],
        ties: &[Tie],
        model: &Model,
        states: &[usize],
    ) -> Resolution {
        let scores = model.given(number, states);
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = scores.iter().map(|s| (s - top).exp()).sum();
        let chosen = states.get(number).copied().unwrap_or(usize::MAX);
        let mut candidates: Vec<(f64, Candidate)> = Vec::with_capacity(variable.proposals.len());
        for (state, proposal) in variable.proposals.iter().enumerate() {
            let mut evidence: Evidence = variable
                .evidence
                .get(state)
                .into_iter()
                .flatten()
                .map(|(n, v)| (*n, v * self.weights.get(n)))
                .collect();
            let social = self.social(number, proposal, all, ties, states);
            evidence.extend(social.into_iter().map(|(n, v)| (n, v * self.weights.get(n))));
            let candidate = Candidate {
                place: Arc::clone(&proposal.place),
                matched: proposal.matched.clone(),
                similarity: proposal.similarity,
                method: proposal.method,
                evidence: gathered(evidence),
            };
            candidates.push((scores.get(state).copied().unwrap_or(f64::NEG_INFINITY), candidate));
        }
        let pick = candidates
            .get(chosen)
            .map(|(score, c)| (Arc::clone(&c.place), (score - top).exp() / total, c.method, c.place.id.clone()));
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.place.id.cmp(&b.1.place.id)));
        let mut candidates: Vec<Candidate> = candidates.into_iter().map(|(_, c)| c).collect();
        match pick {
            Some((place, probability, method, id)) => {
                // The chosen one leads, whatever the joint choice made of its rank.
                if let Some(at) = candidates.iter().position(|c| c.place.id == id) {
                    let best = candidates.remove(at);
                    candidates.insert(0, best);
                }
                Resolution { place: Some(place), confidence: probability, method, candidates }
            }
            None => Resolution { candidates, ..nothing() },
        }
    }
}

/// Sums evidence of one name, the strongest first.
fn gathered(evidence: Evidence) -> Evidence {
    let mut sums: BTreeMap<&'static str, f64> = BTreeMap::new();
    for (name, value) in evidence {
        *sums.entry(name).or_default() += value;
    }
    let mut out: Evidence = sums.into_iter().filter(|(_, v)| v.abs() > 0.005).collect();
    out.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
    out
}

fn nothing() -> Resolution {
    Resolution { place: None, confidence: 0.0, method: Method::Context, candidates: Vec::new() }
}

/// Coordinates in the text are the place itself.
fn written(point: crate::space::LonLat) -> Resolution {
    let place = Place {
        id: format!("point:{:.5},{:.5}", point.lat, point.lon),
        name: format!("{:.5}, {:.5}", point.lat, point.lon),
        kind: Kind::Spot,
        point: Some(point),
        ..Place::default()
    };
    Resolution { place: Some(Arc::new(place)), confidence: 1.0, method: Method::Exact, candidates: Vec::new() }
}

/// What ties two variables: a phrase, or that their names stand near one another.
struct Tie<'f> {
    first: usize,
    second: usize,
    relation: Option<&'f Relation>,
    name: &'static str,
    share: f64,
}

impl Tie<'_> {
    fn evidence(&self, first: &Place, second: &Place) -> Evidence {
        match self.relation {
            Some(relation) => related(relation, first, second),
            None => neighbours(self.name, self.share, first, second),
        }
    }

    fn pair(&self, variables: &[Variable], weights: &Weights) -> Pair {
        let places = |v: usize| variables.get(v).map(|v| v.proposals.as_slice()).unwrap_or_default();
        let (mine, theirs) = (places(self.first), places(self.second));
        // The state "unresolved" has no place and scores nothing with any other.
        let mut score = vec![vec![0.0; theirs.len() + 1]; mine.len() + 1];
        for (row, a) in score.iter_mut().zip(mine) {
            for (cell, b) in row.iter_mut().zip(theirs) {
                *cell = weights.score(&self.evidence(&a.place, &b.place));
            }
        }
        Pair { first: self.first, second: self.second, score }
    }
}

/// All ties of an article: its relations, and the neighbours in the text.
fn ties<'f>(variables: &[Variable], found: &'f Found) -> Vec<Tie<'f>> {
    let mut of = vec![usize::MAX; found.mentions.len()];
    for (number, variable) in variables.iter().enumerate() {
        for mention in &variable.mentions {
            if let Some(slot) = of.get_mut(*mention) {
                *slot = number;
            }
        }
    }
    let variable = |mention: usize| of.get(mention).copied().filter(|v| *v != usize::MAX);
    let mut out: Vec<Tie> = Vec::new();
    for relation in &found.relations {
        if let Some(first) = relation.of.and_then(variable) {
            for second in relation.anchors.iter().filter_map(|a| variable(*a)).filter(|s| *s != first) {
                out.push(Tie { first, second, relation: Some(relation), name: "", share: 1.0 });
            }
        }
        if let [a, b] = relation.anchors.as_slice()
            && let (Some(first), Some(second)) = (variable(*a), variable(*b))
            && first != second
        {
            let joins = !matches!(
                relation.kind,
                crate::toponyms::RelationKind::Border | crate::toponyms::RelationKind::BorderDistance
            );
            if joins {
                out.push(Tie { first, second, relation: Some(relation), name: "", share: 1.0 });
            }
        }
    }
    let mut near: BTreeMap<(usize, usize), &'static str> = BTreeMap::new();
    for (i, a) in found.mentions.iter().enumerate().filter(|(_, m)| !m.is_dateline) {
        for (j, b) in found.mentions.iter().enumerate().skip(i + 1).take(12).filter(|(_, m)| !m.is_dateline) {
            let (Some(first), Some(second)) = (variable(i), variable(j)) else { continue };
            let apart = b.sentence - a.sentence;
            let name = match apart {
                0 => "same_sentence",
                1 => "next_sentence",
                _ => "same_article",
            };
            if first == second {
                continue;
            }
            let entry = near.entry((first.min(second), first.max(second))).or_insert(name);
            if closeness(name) < closeness(entry) {
                *entry = name;
            }
        }
    }
    let mut degree = vec![0.0f64; variables.len()];
    for (a, b) in near.keys() {
        for v in [a, b] {
            if let Some(d) = degree.get_mut(*v) {
                *d += 1.0;
            }
        }
    }
    for ((first, second), name) in near {
        // A place among many neighbours hears each of them less.
        let most = degree.get(first).copied().unwrap_or(1.0).max(degree.get(second).copied().unwrap_or(1.0));
        out.push(Tie { first, second, relation: None, name, share: (3.0 / most).min(1.0) });
    }
    out
}

fn closeness(name: &str) -> u8 {
    match name {
        "same_sentence" => 0,
        "next_sentence" => 1,
        _ => 2,
    }
}
