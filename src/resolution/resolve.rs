//! From an article's mentions to the places that they mean.

use super::again::search_again;
use super::candidates::{Proposal, propose};
use super::chain::{INNER, OUTER, Step, chains, has_article, state_name, whole_name};
use super::evidence::{Evidence, alone, eclipsed, rough_km, unresolved};
use super::focus::{Focus, Spoken, focus, sparse, sparse_around, spoken_of};
use super::hints::{Hints, Site};
use super::joint::Model;
use super::ties::{Tie, ties};
use super::{Candidate, Heard, Memory, Method, Resolution, Verdict};
use crate::article::Article;
use crate::gazetteer::{Gazetteer, Kind, Place};
use crate::space::LonLat;
use crate::text::{Weights, key};
use crate::toponyms::{Found, Mention};
use geo_types::MultiPolygon;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

/// The weights of the resolver's evidence; `gazetteer/models/README.md` says how they are fitted.
#[must_use]
pub fn weights() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    WEIGHTS.get_or_init(|| Weights::parse(include_str!("../../gazetteer/models/resolver.tsv")))
}

/// The score of "unresolved" where an analyst has chosen a place.
const NEVER: f64 = -1e9;
/// Names whose candidates are kept from one article to the next.
const MOST_KNOWN: usize = 20_000;

/// Resolves mentions with one gazetteer.
pub struct Resolver<'g> {
    pub(super) gazetteer: &'g Gazetteer,
    pub(super) weights: &'static Weights,
    /// Candidates of names as written, in a year: articles of one region name the same places.
    known: Memory<(String, i16), Arc<[Proposal]>>,
    /// How few places the gazetteer knows around a point, by the bits of its lon and lat.
    sparse: Memory<(u64, u64), f64>,
}

/// One name of an article for fitting the weights.
#[derive(Debug, Clone)]
pub struct TrainingCase {
    /// The mentions that it stands for.
    pub mentions: Vec<usize>,
    /// The candidates, each with its evidence.
    pub candidates: Vec<(Arc<Place>, Evidence)>,
    /// The evidence that it is none of them.
    pub unresolved: Evidence,
}

/// Whether a place, given with its prominence (0 to 6), is kept from the resolver, as if the gazetteer did not list it.
pub type Hidden<'a> = &'a dyn Fn(&Place, f64) -> bool;

/// Mentions or rows of one name, which mean one place.
pub(super) struct Variable {
    /// The numbers of the mentions or rows.
    pub members: Vec<usize>,
    /// The kinds of place that are asked for.
    pub asked: Vec<Kind>,
    /// Where the name stands in brackets after one that its place holds: its step in the chain.
    pub step: Step,
    /// True behind the article that French gives areas and not towns: dans la Kompienga, à Kompienga.
    pub is_definite: bool,
    /// What else is known of it.
    pub hints: Option<Arc<Hints>>,
    /// What it may mean.
    pub proposals: Arc<[Proposal]>,
    /// What speaks for and against each proposal alone.
    pub evidence: Vec<Evidence>,
    /// True when an analyst said which place it is: there is one proposal.
    pub is_decided: bool,
}

impl Variable {
    pub(super) fn new(proposals: Arc<[Proposal]>, asked: Vec<Kind>) -> Variable {
        Variable {
            members: Vec::new(),
            asked,
            step: Step::None,
            is_definite: false,
            hints: None,
            proposals,
            evidence: Vec::new(),
            is_decided: false,
        }
    }

    /// A variable whose place an analyst has chosen.
    pub(super) fn decided(verdict: &Verdict) -> Variable {
        let Verdict::Place(place) = verdict else {
            return Variable { is_decided: true, ..Variable::new(Arc::new([]), Vec::new()) };
        };
        let proposal = Proposal {
            place: Arc::clone(place),
            surface: place.name.clone(),
            matched: place.name.clone(),
            similarity: 1.0,
            method: Method::Decision,
            prominence: 0.0,
            is_grounded: false,
        };
        Variable { is_decided: true, ..Variable::new(Arc::new([proposal]), Vec::new()) }
    }
}

/// What an analyst decided, by the number of the mention or row.
pub type Chosen = HashMap<usize, Verdict>;

impl<'g> Resolver<'g> {
    /// A resolver over a gazetteer, with the embedded weights.
    #[must_use]
    pub fn new(gazetteer: &'g Gazetteer) -> Self {
        Resolver { gazetteer, weights: weights(), known: Memory::new(MOST_KNOWN), sparse: Memory::new(MOST_KNOWN) }
    }

    /// What each mention of the article means, in the order of the mentions.
    #[must_use]
    pub fn resolve(&self, article: &Article, found: &Found) -> Vec<Resolution> {
        self.resolve_with(article, found, &Chosen::new())
    }

    /// The same, with the places that an analyst chose for some of the mentions.
    #[must_use]
    pub fn resolve_with(&self, article: &Article, found: &Found, chosen: &Chosen) -> Vec<Resolution> {
        let joint = self.article(article, found, chosen, None);
        let mut out = joint.resolutions(found.mentions.len());
        for (slot, mention) in out.iter_mut().zip(&found.mentions) {
            if let Some(point) = mention.written {
                *slot = written(point);
            }
        }
        super::second::look_again(self.gazetteer, found, chosen, &mut out);
        self.draw(&mut out);
        out
    }

    /// The outlines of the divisions that were chosen, where the gazetteer stores them, and their seats.
    fn draw(&self, resolutions: &mut [Resolution]) {
        let mut known: HashMap<String, Option<Arc<MultiPolygon>>> = HashMap::new();
        let mut seats: HashMap<String, Option<LonLat>> = HashMap::new();
        for resolution in resolutions {
            let Some(place) = resolution.place.as_ref().filter(|p| p.kind.is_division()) else { continue };
            let outline = known.entry(place.id.clone()).or_insert_with(|| {
                let at = self.gazetteer.find_id(&place.id)?;
                Some(Arc::new(self.gazetteer.view(at)?.outline()?))
            });
            resolution.outline.clone_from(outline);
            resolution.seat =
                *seats.entry(place.id.clone()).or_insert_with(|| super::seat::seat(self.gazetteer, place));
        }
    }

    /// The joint choice for an article.
    fn article<'f>(&self, article: &Article, found: &'f Found, chosen: &Chosen, hidden: Option<Hidden>) -> Joint<'f> {
        let year = article.published.map_or(2025, jiff::civil::Date::year);
        let mut variables = self.variables(article, &found.mentions, year, chosen);
        if let Some(is_hidden) = hidden {
            for variable in &mut variables {
                let seen = variable.proposals.iter().filter(|p| !is_hidden(&p.place, p.prominence));
                variable.proposals = seen.cloned().collect();
            }
        }
        let spoken = spoken_of(article);
        let tied = ties(&variables, found, &article.text);
        let joint = self.joint(variables, tied, year, &spoken);
        let again = search_again(self.gazetteer, &joint, found, year);
        if again.is_empty() {
            return joint;
        }
        let mut variables = joint.variables;
        for (number, mut proposals) in again {
            if let Some(is_hidden) = hidden {
                proposals.retain(|p| !is_hidden(&p.place, p.prominence));
            }
            if let Some(variable) = variables.get_mut(number) {
                variable.proposals = proposals.into();
            }
        }
        let tied = ties(&variables, found, &article.text);
        self.joint(variables, tied, year, &spoken)
    }

    /// Weighs the evidence for each candidate and makes the joint choice.
    pub(super) fn joint<'f>(
        &self,
        mut variables: Vec<Variable>,
        ties: Vec<Tie<'f>>,
        year: i16,
        spoken: &Spoken,
    ) -> Joint<'f> {
        let known = variables.iter().flat_map(|v| v.members.iter().filter_map(|_| v.proposals.first()));
        let focus = focus(known, spoken, &|p| self.sparse_around(p));
        for variable in &mut variables {
            variable.evidence = variable.proposals.iter().map(|p| self.alone(p, variable, &focus, year)).collect();
        }
        let none: Vec<Evidence> = variables.iter().map(|v| self.none_of_these(v, &focus)).collect();
        let score_of_none = |v: &Variable, none| if v.is_decided { NEVER } else { self.weights.score(none) };
        let unary = variables
            .iter()
            .zip(&none)
            .map(|(v, none)| v.evidence.iter().map(|e| self.weights.score(e)).chain([score_of_none(v, none)]).collect())
            .collect();
        let pairs = ties.iter().map(|t| t.pair(&variables, self.weights)).collect();
        let model = Model::new(unary, pairs);
        let (states, _) = model.solve();
        let mut ties_of = vec![Vec::new(); variables.len()];
        for (number, tie) in ties.iter().enumerate() {
            for variable in [tie.first, tie.second] {
                if let Some(list) = ties_of.get_mut(variable) {
                    list.push(number);
                }
            }
        }
        Joint { variables, ties, ties_of, model, states, none, focus, weights: self.weights }
    }

    fn alone(&self, proposal: &Proposal, variable: &Variable, focus: &Focus, year: i16) -> Evidence {
        if variable.is_decided {
            return Evidence::new();
        }
        let is_area = variable.step != Step::None || variable.is_definite;
        let mut out = alone(proposal, variable.asked_for(), is_area, focus, year);
        if variable.is_definite && proposal.place.kind.is_populated() {
            out.push(("definite_town", 1.0));
        }
        out.extend(eclipsed(proposal, &variable.proposals).map(|by| ("eclipsed", by)));
        if let Some(hints) = &variable.hints {
            out.extend(hints.evidence(&Site::from(proposal.place.as_ref())));
        }
        out
    }

    /// For fitting the weights: for each name of the article, the evidence of each candidate and
    /// the mentions that the name stands for. Ties are heard as the present weights resolve the rest.
    /// Places that are `hidden` are kept from it, as a gazetteer does that does not list them.
    #[must_use]
    pub fn training_cases(&self, article: &Article, found: &Found, hidden: Option<Hidden>) -> Vec<TrainingCase> {
        let joint = self.article(article, found, &Chosen::new(), hidden);
        let case = |(number, variable): (usize, &Variable)| {
            let candidates = variable.proposals.iter().enumerate().map(|(state, proposal)| {
                let mut evidence: Evidence = variable.evidence.get(state).cloned().unwrap_or_default();
                evidence.extend(joint.social(number, proposal).into_iter().map(|(name, value, _)| (name, value)));
                (Arc::clone(&proposal.place), evidence)
            });
            TrainingCase {
                mentions: variable.members.clone(),
                candidates: candidates.collect(),
                unresolved: joint.none.get(number).cloned().unwrap_or_default(),
            }
        };
        joint.variables.iter().enumerate().map(case).collect()
    }

    /// What speaks for "none of these"; what a table says of a place decides how well its surroundings are known.
    fn none_of_these(&self, variable: &Variable, focus: &Focus) -> Evidence {
        if variable.is_decided {
            return Evidence::new();
        }
        let told = variable.hints.as_ref().map(|h| h.centres()).filter(|c| !c.is_empty());
        let sparse = told.map_or(focus.sparse, |centres| sparse(&centres, &|p| self.sparse_around(p)));
        unresolved(&variable.proposals, &variable.asked, sparse)
    }

    /// How few places the gazetteer knows around a point, 1 for none to 0.
    fn sparse_around(&self, point: LonLat) -> f64 {
        let at = (point.lon.to_bits(), point.lat.to_bits());
        self.sparse.get(at, |_| sparse_around(self.gazetteer, point))
    }

    /// The candidates of a name as written.
    fn proposals(&self, surface: &str, year: i16) -> Arc<[Proposal]> {
        let name = (surface.to_owned(), year);
        self.known.get(name, |(surface, year)| propose(self.gazetteer, surface, *year).into())
    }

    fn variables(&self, article: &Article, mentions: &[Mention], year: i16, chosen: &Chosen) -> Vec<Variable> {
        let steps = chains(article, mentions);
        let mut groups: BTreeMap<(String, u8, &str), Variable> = BTreeMap::new();
        let mut cache: BTreeMap<String, Arc<[Proposal]>> = BTreeMap::new();
        for (number, mention) in mentions.iter().enumerate() {
            let folded = key(&mention.surface);
            let step = steps.get(number).copied().unwrap_or_default();
            let is_definite = has_article(article, mention);
            let whole = mention
                .stands_for
                .clone()
                .or_else(|| whole_name(self.gazetteer, article, mention))
                .or_else(|| state_name(self.gazetteer, article, mention));
            let folded = whole.as_ref().map_or(folded, |w| key(w));
            let class = match mention.asked.first() {
                None if step != Step::None => 3 + step as u8,
                None if is_definite => 7,
                None => 0,
                Some(kind) if kind.is_area() => 1,
                Some(kind) if kind.is_populated() => 2,
                Some(_) => 3,
            };
            let verdict = chosen.get(&number).filter(|_| mention.written.is_none());
            let id = verdict.map_or("", Verdict::id);
            let variable = groups.entry((folded.clone(), class, id)).or_insert_with(|| match verdict {
                Some(verdict) => Variable::decided(verdict),
                None if mention.written.is_some() => Variable::new(Arc::new([]), Vec::new()),
                None => {
                    let surface = whole.as_deref().unwrap_or(&mention.surface);
                    let proposals = cache.entry(folded).or_insert_with(|| self.proposals(surface, year));
                    Variable { step, is_definite, ..Variable::new(Arc::clone(proposals), mention.asked.clone()) }
                }
            });
            variable.members.push(number);
        }
        // In the order of the text, so that nothing depends on how names sort.
        let mut variables: Vec<Variable> = groups.into_values().collect();
        variables.sort_by_key(|v| v.members.first().copied());
        variables
    }
}

impl Variable {
    /// The kinds of place that the text asks for: by a noun, or by the step in an admin chain.
    fn asked_for(&self) -> &[Kind] {
        match self.step {
            _ if !self.asked.is_empty() => &self.asked,
            Step::Inner => &INNER,
            Step::Outer => &OUTER,
            Step::None | Step::Only => &[],
        }
    }
}

/// Names with all that ties them, and the place that each was given.
pub(super) struct Joint<'f> {
    pub variables: Vec<Variable>,
    ties: Vec<Tie<'f>>,
    /// For each variable, its ties.
    ties_of: Vec<Vec<usize>>,
    model: Model,
    states: Vec<usize>,
    /// For each variable, what speaks for none of its candidates.
    none: Vec<Evidence>,
    /// What the article as a whole says.
    pub focus: Focus,
    weights: &'static Weights,
}

impl Joint<'_> {
    /// The proposal that was chosen for a variable; `None` when it is unresolved.
    pub fn chosen(&self, variable: usize) -> Option<&Proposal> {
        self.variables.get(variable)?.proposals.get(*self.states.get(variable)?)
    }

    /// What each of so many mentions or rows means.
    pub fn resolutions(&self, count: usize) -> Vec<Resolution> {
        let mut out: Vec<Resolution> = vec![nothing(); count];
        for (number, variable) in self.variables.iter().enumerate() {
            let resolution = self.settle(number, variable);
            for member in &variable.members {
                if let Some(slot) = out.get_mut(*member) {
                    slot.clone_from(&resolution);
                }
            }
        }
        out
    }

    /// The evidence of the ties of one candidate, with the others in their states: each with the place
    /// that it comes from, not yet weighed.
    fn social(&self, number: usize, proposal: &Proposal) -> Vec<(&'static str, f64, &Arc<Place>)> {
        let mut out = Vec::new();
        for tie in self.ties_of.get(number).into_iter().flatten().filter_map(|t| self.ties.get(*t)) {
            let other = if tie.first == number { tie.second } else { tie.first };
            let theirs = self.states.get(other).and_then(|s| self.variables.get(other)?.proposals.get(*s));
            let Some(theirs) = theirs else { continue };
            let evidence = if tie.first == number {
                tie.evidence(&proposal.place, &theirs.place)
            } else {
                tie.evidence(&theirs.place, &proposal.place)
            };
            out.extend(evidence.into_iter().map(|(name, value)| (name, value, &theirs.place)));
        }
        out
    }

    fn settle(&self, number: usize, variable: &Variable) -> Resolution {
        let scores = self.model.given(number, &self.states);
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = scores.iter().map(|s| (s - top).exp()).sum();
        let chosen = self.states.get(number).copied().unwrap_or(usize::MAX);
        let mut candidates: Vec<(f64, Candidate)> = Vec::with_capacity(variable.proposals.len());
        for (state, proposal) in variable.proposals.iter().enumerate() {
            let own = variable.evidence.get(state).into_iter().flatten().map(|(n, v)| (*n, v * self.weights.get(n)));
            let hear = |(name, value, from): (&'static str, f64, &Arc<Place>)| Heard {
                name,
                from: Arc::clone(from),
                km: rough_km(proposal.place.point, from.point),
                odds: value * self.weights.get(name),
            };
            let heard: Vec<Heard> = self.social(number, proposal).into_iter().map(hear).collect();
            let weighed = own.chain(heard.iter().map(|h| (h.name, h.odds)));
            let candidate = Candidate {
                place: Arc::clone(&proposal.place),
                matched: proposal.matched.clone(),
                similarity: proposal.similarity,
                method: proposal.method,
                evidence: gathered(weighed),
                heard,
            };
            candidates.push((scores.get(state).copied().unwrap_or(f64::NEG_INFINITY), candidate));
        }
        let none = gathered(self.none.get(number).into_iter().flatten().map(|(n, v)| (*n, v * self.weights.get(n))));
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
                Resolution {
                    place: Some(place),
                    confidence: probability,
                    method,
                    candidates,
                    none,
                    outline: None,
                    seat: None,
                }
            }
            // An analyst said that it is no place.
            None if variable.is_decided => Resolution { method: Method::Decision, confidence: 1.0, ..nothing() },
            None => Resolution { candidates, none, ..nothing() },
        }
    }
}

/// Sums evidence of one name, the strongest first.
fn gathered(evidence: impl Iterator<Item = (&'static str, f64)>) -> Evidence {
    let mut sums: BTreeMap<&'static str, f64> = BTreeMap::new();
    for (name, value) in evidence {
        *sums.entry(name).or_default() += value;
    }
    let mut out: Evidence = sums.into_iter().filter(|(_, v)| v.abs() > 0.005).collect();
    out.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
    out
}

pub(super) fn nothing() -> Resolution {
    Resolution {
        place: None,
        confidence: 0.0,
        method: Method::Context,
        candidates: Vec::new(),
        none: Vec::new(),
        outline: None,
        seat: None,
    }
}

/// Coordinates are the place itself.
pub(super) fn place_at(point: LonLat) -> Place {
    Place {
        id: format!("point:{:.5},{:.5}", point.lat, point.lon),
        name: format!("{:.5}, {:.5}", point.lat, point.lon),
        kind: Kind::Spot,
        point: Some(point),
        ..Place::default()
    }
}

fn written(point: LonLat) -> Resolution {
    Resolution::known(place_at(point))
}
