//! A query made ready: its letters, and what may be left off either end (clitics, the article,
//! class nouns, generic parts) at what cost.

use super::model::{Cost, Direction, Model, NEVER, query_letters, script_of};
use super::parts::{self, LEAVE_ARTICLE, LEAVE_CLITIC, is_clitic};
use super::units::{GAP, Unit, sounds, units};
use crate::text::Script;

/// A query as the search sees it.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) script: Script,
    pub(crate) letters: Vec<Unit>,
    /// Cost of beginning after so many letters.
    pub(crate) starts: Vec<Cost>,
    /// Cost of ending after so many letters.
    pub(crate) ends: Vec<Cost>,
}

impl Query {
    pub(crate) fn new(text: &str) -> Query {
        let mut all = units(text);
        let mut seen = 0;
        all.retain(|&c| {
            seen += usize::from(sounds(c));
            seen <= super::MAX_QUERY
        });
        let script = script_of(&all);
        let words: Vec<&[Unit]> = all.split(|&c| c == GAP).filter(|w| !w.is_empty()).collect();
        let letters: Vec<Unit> = words.concat();
        let mut query =
            Query { script, starts: vec![NEVER; letters.len() + 1], ends: vec![NEVER; letters.len() + 1], letters };
        query.set_start(0, 0);
        query.set_end(query.letters.len(), 0);
        query.leave_start(&words);
        query.leave_end(&words);
        query
    }

    /// A query that must be matched from end to end.
    pub(crate) fn whole(text: &str) -> Query {
        let letters = query_letters(text);
        let mut query = Query {
            script: script_of(&letters),
            starts: vec![NEVER; letters.len() + 1],
            ends: vec![NEVER; letters.len() + 1],
            letters,
        };
        query.set_start(0, 0);
        query.set_end(query.letters.len(), 0);
        query
    }

    fn leave_start(&mut self, words: &[&[Unit]]) {
        let mut at = 0;
        let mut cost: Cost = 0;
        for (number, word) in words.iter().enumerate() {
            self.set_start(at, cost);
            self.leave_prefix(word, at, cost);
            if number + 1 == words.len() {
                break;
            }
            cost = cost.saturating_add(parts::leave_before(word));
            at += word.len();
        }
    }

    /// و ف ب ل ك and the article, before the word at `at`.
    fn leave_prefix(&mut self, word: &[Unit], at: usize, cost: Cost) {
        self.leave_article(word, at, cost);
        let Some((first, rest)) = word.split_first() else { return };
        if rest.len() < 2 || !is_clitic(*first) {
            return;
        }
        self.set_start(at + 1, cost + LEAVE_CLITIC);
        self.leave_article(rest, at + 1, cost + LEAVE_CLITIC);
        // للقرية: the article loses its alif after ل.
        if rest.first() == Some(first) && units("ل") == [*first] && rest.len() >= 3 {
            self.set_start(at + 2, cost + LEAVE_CLITIC + LEAVE_ARTICLE);
        }
    }

    fn leave_article(&mut self, word: &[Unit], at: usize, cost: Cost) {
        if word.len() >= 4 && word.starts_with(&units(parts::ARTICLE)) {
            self.set_start(at + 2, cost + LEAVE_ARTICLE);
        }
    }

    fn leave_end(&mut self, words: &[&[Unit]]) {
        let mut end = self.letters.len();
        let mut cost: Cost = 0;
        for (number, word) in words.iter().enumerate().rev() {
            if number == 0 {
                break;
            }
            end -= word.len();
            cost = cost.saturating_add(parts::leave_after(word));
            self.set_end(end, cost);
        }
    }

    fn set_start(&mut self, at: usize, cost: Cost) {
        if let Some(slot) = self.starts.get_mut(at) {
            *slot = cost.min(*slot);
        }
    }

    fn set_end(&mut self, at: usize, cost: Cost) {
        if let Some(slot) = self.ends.get_mut(at) {
            *slot = cost.min(*slot);
        }
    }
}

/// The cost of writing the query for a name whose symbols these are.
pub(crate) fn pair_cost(direction: &Direction, query: &Query, symbols: &[u16]) -> i32 {
    let letters = &query.letters;
    let mut column: Vec<i32> = query.starts.iter().map(|&c| i32::from(c)).collect();
    for &symbol in symbols.iter().take(super::MAX_NAME) {
        let costs = SymbolCosts::new(direction, letters, symbol);
        let mut next = vec![i32::from(NEVER); column.len()];
        for (j, slot) in next.iter_mut().enumerate() {
            let from = |back: usize, cost: Cost| {
                j.checked_sub(back).and_then(|i| column.get(i)).map_or(i32::from(NEVER), |c| c + i32::from(cost))
            };
            *slot = from(0, costs.silent).min(from(1, costs.one(j))).min(from(2, costs.two(j)));
        }
        column = next;
    }
    column.iter().zip(&query.ends).map(|(&c, &e)| c + i32::from(e)).min().unwrap_or(i32::from(NEVER))
}

/// What a symbol costs at each place of a query.
#[derive(Debug, Clone, Default)]
pub(crate) struct SymbolCosts {
    pub(crate) silent: Cost,
    one: Vec<Cost>,
    two: Vec<Cost>,
}

impl SymbolCosts {
    pub(crate) fn new(direction: &Direction, letters: &[Unit], symbol: u16) -> SymbolCosts {
        let mut costs =
            SymbolCosts { silent: NEVER, one: vec![NEVER; letters.len() + 1], two: vec![NEVER; letters.len() + 1] };
        costs.silent = fill(direction, letters, symbol, &mut costs.one, &mut costs.two);
        costs
    }

    fn one(&self, j: usize) -> Cost {
        self.one.get(j).copied().unwrap_or(NEVER)
    }

    fn two(&self, j: usize) -> Cost {
        self.two.get(j).copied().unwrap_or(NEVER)
    }
}

/// Fills `one[j]`: the symbol writes letter j−1 alone, and `two[j]`: it writes letters j−2 and j−1,
/// learned as a pair or as one letter and an insertion. Returns the cost of writing nothing.
#[inline]
pub(crate) fn fill(direction: &Direction, letters: &[Unit], symbol: u16, one: &mut [Cost], two: &mut [Cost]) -> Cost {
    let Some(leaf) = direction.leaf(symbol) else { return NEVER };
    let mut before = EDGE_COST;
    for ((slot, pair), &letter) in one.iter_mut().skip(1).zip(two.iter_mut().skip(1)).zip(letters) {
        let write = leaf.one.get(usize::from(letter)).copied().unwrap_or(NEVER);
        let insert = direction.insertion(letter);
        *slot = write;
        *pair = before.write.saturating_add(insert).min(before.insert.saturating_add(write));
        before = Before { write, insert };
    }
    for &(a, b, cost) in &leaf.two {
        for ((slot, &x), &y) in two.iter_mut().skip(2).zip(letters).zip(letters.iter().skip(1)) {
            if x == a && y == b {
                *slot = cost.min(*slot);
            }
        }
    }
    leaf.silent
}

struct Before {
    write: Cost,
    insert: Cost,
}

const EDGE_COST: Before = Before { write: NEVER, insert: NEVER };

impl Model {
    /// How alike two names sound, from 0 to 1: 1 for names of one key, near 0 for names that have
    /// no more in common than chance gives. It does not depend on the order of the two.
    ///
    /// `query_script` says in which script the query is; the letters decide where it is `Other`.
    ///
    /// ```
    /// use makan::{names::Model, text::Script};
    /// let model = Model::embedded();
    /// assert_eq!(model.similarity("Ségou", Script::Latin, "Segou"), 1.0);
    /// assert!(model.similarity("كيسارو", Script::Arabic, "Kassaro") > 0.5);
    /// assert!(model.similarity("كيسارو", Script::Arabic, "Bamako") < 0.1);
    /// ```
    #[must_use]
    pub fn similarity(&self, query: &str, query_script: Script, name: &str) -> f64 {
        let key = crate::text::key;
        let (a, b) = (key(query), key(name));
        if a == b {
            return if a.is_empty() { 0.0 } else { 1.0 };
        }
        let (query_units, name_units) = (units(query), units(name));
        let query_script = match query_script {
            Script::Other => script_of(&query_units),
            script => script,
        };
        let name_script = script_of(&name_units);
        match (query_script, name_script) {
            (Script::Arabic, Script::Latin) => self.one_way(query, &name_units),
            (Script::Latin, Script::Arabic) => self.one_way(name, &query_units),
            _ => (self.one_way(query, &name_units) + self.one_way(name, &query_units)) / 2.0,
        }
    }

    fn one_way(&self, query: &str, name: &[Unit]) -> f64 {
        let query = Query::whole(query);
        let direction = self.direction(query.script);
        let cost = pair_cost(direction, &query, &direction.symbols(name));
        self.alike(&query, cost as f32 / super::model::COST_SCALE)
    }
}
