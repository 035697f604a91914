//! Several stores looked up as one.

use super::store::trie::{Position, Trie};
use super::{Error, Place, Store, View};
use crate::names;
use crate::space::LonLat;
use crate::text::{Script, key};
use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

/// The address of a place: the number of its store, and its number there. Two stores may both know
/// a place, under one id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceRef {
    /// The store, counted from 0.
    pub store: u16,
    /// The place within it.
    pub place: u32,
}

/// A name that a look-up found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match<'g> {
    /// Whose name it is.
    pub place: PlaceRef,
    /// The name as the gazetteer has it.
    pub name: &'g str,
    /// True when it is the main name of the place.
    pub is_main: bool,
}

/// All places that are known in one run: a stack of stores, the most trusted first.
#[derive(Debug, Default)]
pub struct Gazetteer {
    stores: Vec<Arc<Store>>,
}

/// Hits whose likeness is looked at: the cheapest by parts of a name need not be the most alike as a whole.
const LIKENESS_HITS: usize = 8;

/// How much dearer than the cheapest they may be, in nats: with 2 the articles of `tests/gold/dev` come
/// out as with 7, and with 3 already a search visits 57 % fewer nodes.
const LIKENESS_REACH: f32 = 2.0;

thread_local! {
    /// The scratch memory of sound searches.
    static SEARCHER: RefCell<names::Searcher> = RefCell::default();
}

/// The compiled core: part of the program.
static CORE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/core.makan"));

impl Gazetteer {
    /// The embedded core alone.
    ///
    /// # Errors
    /// Never, unless the program itself is damaged.
    pub fn embedded() -> Result<Gazetteer, Error> {
        static STORE: OnceLock<Arc<Store>> = OnceLock::new();
        let store = match STORE.get() {
            Some(store) => Arc::clone(store),
            None => {
                let store = Arc::new(Store::open(CORE, "embedded core")?);
                Arc::clone(STORE.get_or_init(|| store))
            }
        };
        Ok(Gazetteer { stores: vec![store] })
    }

    /// Puts a store below those that are there.
    pub fn push(&mut self, store: Store) {
        self.stores.push(Arc::new(store));
    }

    /// The stores, the most trusted first.
    pub fn stores(&self) -> impl Iterator<Item = &Store> {
        self.stores.iter().map(Arc::as_ref)
    }

    /// The place at an address; an empty one when there is none.
    #[must_use]
    pub fn view(&self, at: PlaceRef) -> Option<View<'_>> {
        self.stores.get(usize::from(at.store)).filter(|s| at.place < s.len()).map(|s| s.view(at.place))
    }

    /// All facts of the place at an address.
    #[must_use]
    pub fn place(&self, at: PlaceRef) -> Option<Place> {
        self.view(at).map(|v| v.to_place())
    }

    /// The place with that id, in the most trusted store that knows it.
    #[must_use]
    pub fn find_id(&self, id: &str) -> Option<PlaceRef> {
        self.numbered().find_map(|(n, store)| store.find_id(id).map(|place| PlaceRef { store: n, place }))
    }

    fn numbered(&self) -> impl Iterator<Item = (u16, &Store)> {
        self.stores.iter().enumerate().filter_map(|(n, s)| u16::try_from(n).ok().map(|n| (n, s.as_ref())))
    }

    /// The places that bear a name, given by its folded form (see [`key`]).
    pub fn named<'g>(&'g self, key: &str) -> Vec<Match<'g>> {
        let mut out = Vec::new();
        for (number, store) in self.numbered() {
            let trie = store.keys();
            let found = trie.start().and_then(|start| trie.advance(start, key.as_bytes()));
            if let Some(at) = found.and_then(|found| trie.ends(found)) {
                out.extend(matches(number, store, at));
            }
        }
        out
    }

    /// The names that sound like `name`, best first, each with the probability that it is the one
    /// meant, given how many others sound about as near.
    #[must_use]
    pub fn fuzzy(&self, name: &str, count: usize) -> Vec<(Match<'_>, f64)> {
        let mut hits: Vec<(names::Hit, u16, &Store)> = Vec::new();
        SEARCHER.with_borrow_mut(|searcher| {
            for (number, store) in self.numbered() {
                for index in store.sounds() {
                    hits.extend(index.search(searcher, name, count).into_iter().map(|hit| (hit, number, store)));
                }
            }
        });
        hits.sort_by(|a, b| a.0.cost.total_cmp(&b.0.cost).then(a.1.cmp(&b.1)).then(a.0.name.cmp(&b.0.name)));
        // A form that two stores know is one rival, not two.
        let mut rivals: Vec<names::Hit> = Vec::with_capacity(hits.len());
        let mut forms: Vec<(String, usize)> = Vec::with_capacity(hits.len());
        let mut out = Vec::new();
        for (hit, number, store) in hits {
            let mut found = matches(number, store, hit.name).peekable();
            let Some(form) = found.peek().map(|m| key(m.name)) else { continue };
            let rival = match forms.iter().find(|(known, _)| *known == form) {
                Some((_, rival)) => *rival,
                None => {
                    forms.push((form, rivals.len()));
                    rivals.push(hit);
                    rivals.len() - 1
                }
            };
            out.extend(found.map(|m| (m, rival)));
        }
        rivals.truncate(count);
        let chances = names::probability(name, &rivals);
        out.into_iter().filter_map(|(m, rival)| chances.get(rival).map(|p| (m, *p))).collect()
    }

    /// How alike the sound of a name and of the nearest known one are, 0 to 1: whether a name of
    /// unknown spelling may be a known place at all.
    #[must_use]
    pub fn likeness(&self, name: &str) -> f64 {
        let script = Script::of_name(name);
        let mut best: f64 = 0.0;
        SEARCHER.with_borrow_mut(|searcher| {
            for (number, store) in self.numbered() {
                let hits =
                    store.sounds().flat_map(|index| index.search_within(searcher, name, LIKENESS_HITS, LIKENESS_REACH));
                for hit in hits {
                    if let Some(found) = matches(number, store, hit.name).next() {
                        best = best.max(names::Model::embedded().similarity(name, script, found.name));
                    }
                }
            }
        });
        best
    }

    /// The places of a box, degrees.
    pub fn in_box(&self, west: f64, south: f64, east: f64, north: f64) -> impl Iterator<Item = PlaceRef> + '_ {
        self.numbered().flat_map(move |(n, store)| {
            store.in_box(west, south, east, north).map(move |place| PlaceRef { store: n, place })
        })
    }

    /// Walks all key tables at once, letter by letter; see [`Walk`].
    #[must_use]
    pub fn walker(&self) -> Walker<'_> {
        Walker { tables: self.numbered().map(|(n, store)| (n, store, store.keys())).collect() }
    }

    /// The divisions whose outline holds a point, the largest kind first.
    #[must_use]
    pub fn divisions_at(&self, point: LonLat) -> Vec<PlaceRef> {
        let mut out: Vec<PlaceRef> = self
            .numbered()
            .flat_map(|(n, store)| store.areas().holding(point).map(move |place| PlaceRef { store: n, place }))
            .collect();
        out.sort_by_key(|at| (self.view(*at).map(|v| v.kind()), *at));
        out
    }
}

fn matches(number: u16, store: &Store, at: u32) -> impl Iterator<Item = Match<'_>> {
    let known = store.keys().places(at);
    known.filter_map(move |(place, name)| {
        let text = store.view(place).names().nth(name)?.text;
        Some(Match { place: PlaceRef { store: number, place }, name: text, is_main: name == 0 })
    })
}

/// The key tables of a gazetteer, made ready for walking through texts.
pub struct Walker<'g> {
    tables: Vec<(u16, &'g Store, Trie<'g>)>,
}

/// A position in the key tables: the letters read so far begin some name in at least one of them.
#[derive(Debug, Clone)]
pub struct Walk {
    /// For each table that is still alive: its number, and the position there.
    alive: Vec<(usize, Position)>,
}

impl Walk {
    /// A number for the position: the same letters give the same, others hardly ever.
    #[must_use]
    pub fn identity(&self) -> u64 {
        let mut hasher = rustc_hash::FxHasher::default();
        self.alive.hash(&mut hasher);
        hasher.finish()
    }
}

impl<'g> Walker<'g> {
    /// The position before the first letter.
    #[must_use]
    pub fn start(&self) -> Walk {
        let tables = self.tables.iter().enumerate();
        Walk { alive: tables.filter_map(|(i, (_, _, trie))| Some((i, trie.start()?))).collect() }
    }

    /// The position after the folded letters of `key`, read on from `walk`; `None` when no name goes on so.
    #[must_use]
    pub fn step(&self, walk: &Walk, key: &str) -> Option<Walk> {
        let go_on = |&(table, at): &(usize, Position)| {
            let (_, _, trie) = self.tables.get(table)?;
            Some((table, trie.advance(at, key.as_bytes())?))
        };
        let alive: Vec<_> = walk.alive.iter().filter_map(go_on).collect();
        (!alive.is_empty()).then_some(Walk { alive })
    }

    /// True when the letters read so far are a whole name.
    #[must_use]
    pub fn is_name(&self, walk: &Walk) -> bool {
        let is_end = |(table, at): &(usize, Position)| self.tables.get(*table).and_then(|t| t.2.ends(*at)).is_some();
        walk.alive.iter().any(is_end)
    }

    /// The places whose name is the letters read so far.
    #[must_use]
    pub fn matches(&self, walk: &Walk) -> Vec<Match<'g>> {
        let mut out = Vec::new();
        for (table, at) in &walk.alive {
            let Some((number, store, trie)) = self.tables.get(*table) else { continue };
            if let Some(ends) = trie.ends(*at) {
                out.extend(matches(*number, store, ends));
            }
        }
        out
    }
}
