//! A query made ready: its letters, and what may be left off either end (clitics, the article,
//! class nouns, generic parts) at what cost.

use super::model::{Cost, Direction, Model, NEVER, query_letters, script_of};
use super::parts::{self, LEAVE_ARTICLE, LEAVE_CLITIC, REORDER, is_clitic};
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
    pub(crate) fn new(model: &Model, text: &str) -> Query {
        let mut all = units(text);
        let mut seen = 0;
        all.retain(|&c| {
            seen += usize::from(sounds(c));
            seen <= super::MAX_QUERY
        });
        let script = script_of(&all);
        let words: Vec<&[Unit]> = all.split(|&c| c == GAP).filter(|w| !w.is_empty()).collect();
        Query::of_words(model.direction(script), script, &words)
    }

    /// The same words in another order: one that stands first or last moved to the other end.
    pub(crate) fn reordered(model: &Model, text: &str) -> Vec<Query> {
        let mut all = units(text);
        all.truncate(super::MAX_QUERY);
        let script = script_of(&all);
        let words: Vec<&[Unit]> = all.split(|&c| c == GAP).filter(|w| !w.is_empty()).collect();
        let orders: &[&[usize]] = match words.len() {
            2 => &[&[1, 0]],
            3 => &[&[1, 2, 0], &[2, 0, 1]],
            _ => &[],
        };
        let query = |order: &&[usize]| {
            let words: Vec<&[Unit]> = order.iter().filter_map(|&at| words.get(at).copied()).collect();
            let mut query = Query::of_words(model.direction(script), script, &words);
            query.starts.iter_mut().for_each(|cost| *cost = cost.saturating_add(REORDER).min(NEVER));
            query
        };
        orders.iter().map(query).collect()
    }

    fn of_words(direction: &Direction, script: Script, words: &[&[Unit]]) -> Query {
        let letters: Vec<Unit> = words.concat();
        let mut query =
            Query { script, starts: vec![NEVER; letters.len() + 1], ends: vec![NEVER; letters.len() + 1], letters };
        query.set_start(0, 0);
        query.set_end(query.letters.len(), 0);
        query.leave_start(direction, words);
        query.leave_end(direction, words);
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

    fn leave_start(&mut self, direction: &Direction, words: &[&[Unit]]) {
        let mut at = 0;
        let mut cost: Cost = 0;
        for (number, word) in words.iter().enumerate() {
            self.set_start(at, cost);
            self.leave_prefix(word, at, cost);
            if number + 1 == words.len() {
                break;
            }
            cost = cost.saturating_add(parts::leave_before(direction, word)).min(NEVER);
            at += word.len();
        }
    }

    /// و ف ب ل ك and the article, before the word at `at`; `cost` is [`NEVER`] at most, so that what
    /// is added to it stays in range.
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

    fn leave_end(&mut self, direction: &Direction, words: &[&[Unit]]) {
        let mut end = self.letters.len();
        let mut cost: Cost = 0;
        for (number, word) in words.iter().enumerate().rev() {
            if number == 0 {
                break;
            }
            end -= word.len();
            cost = cost.saturating_add(parts::leave_after(direction, word)).min(NEVER);
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
    for leaf in symbols.iter().take(super::MAX_NAME).filter_map(|&symbol| direction.leaf(symbol)) {
        let one = |letter: Unit| i32::from(leaf.one.get(usize::from(letter)).copied().unwrap_or(NEVER));
        let insertion = |letter: Unit| i32::from(direction.insertion(letter));
        // From the end on, so that the places before still hold what they cost before the symbol.
        for at in (0..column.len()).rev() {
            let mut ways = letters.get(..at).unwrap_or_default().iter().rev();
            let before = |back: usize| at.checked_sub(back).and_then(|i| column.get(i)).copied().unwrap_or(0);
            let mut least = before(0) + i32::from(leaf.silent);
            if let Some(&b) = ways.next() {
                least = least.min(before(1) + one(b));
                if let Some(&a) = ways.next() {
                    let pair = leaf.pair(a, b).map_or(i32::from(NEVER), i32::from);
                    least = least.min(before(2) + pair.min(one(a) + insertion(b)).min(one(b) + insertion(a)));
                }
            }
            if let Some(slot) = column.get_mut(at) {
                *slot = least.min(i32::from(NEVER));
            }
        }
    }
    column.iter().zip(&query.ends).map(|(&c, &e)| c + i32::from(e)).min().unwrap_or(i32::from(NEVER))
}

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
    /// let [same, other] = ["Kassaro", "Bamako"].map(|name| model.similarity("كيسارو", Script::Arabic, name));
    /// assert!(same > 0.5 && other < 0.1, "{same} {other}");
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
