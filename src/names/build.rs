//! Building the index: every spelling of a name that a query may stand for, as symbols, sorted, and
//! written as a trie in pre-order.

use super::index::{INDEX_MAGIC, REST_SCALE, TrieNode};
use super::model::{Cost, Direction, Model};
use super::parts::spellings;
use crate::text::Script;
use std::ops::Range;

struct Entry {
    symbols: Vec<u16>,
    penalty: Cost,
    name: u32,
}

pub(crate) fn build<'n>(model: &Model, names: impl Iterator<Item = (&'n str, u32)>) -> Vec<u8> {
    let [mut arabic, mut latin] = [Vec::new(), Vec::new()];
    for (text, name) in names {
        for (units, penalty) in spellings(text) {
            for (entries, script) in [(&mut arabic, Script::Arabic), (&mut latin, Script::Latin)] {
                let mut symbols = model.direction(script).symbols(&units);
                symbols.truncate(super::MAX_NAME);
                if !symbols.is_empty() {
                    entries.push(Entry { symbols, penalty, name });
                }
            }
        }
    }
    let mut out = Vec::new();
    out.extend_from_slice(INDEX_MAGIC);
    out.extend_from_slice(&model.id().to_le_bytes());
    for (entries, script) in [(arabic, Script::Arabic), (latin, Script::Latin)] {
        write_trie(&mut out, model.direction(script), entries);
    }
    out
}

fn write_trie(out: &mut Vec<u8>, direction: &Direction, mut entries: Vec<Entry>) {
    entries.sort_unstable_by(|a, b| (&a.symbols, a.name, a.penalty).cmp(&(&b.symbols, b.name, b.penalty)));
    entries.dedup_by(|b, a| a.name == b.name && a.symbols == b.symbols);
    let mut trie = Trie { direction, entries: &entries, nodes: Vec::new(), ends: Vec::new() };
    trie.children(0, trie.entries.len(), 0);
    out.extend_from_slice(&(trie.nodes.len() as u32 + 1).to_le_bytes());
    out.extend_from_slice(&(trie.entries.len() as u32).to_le_bytes());
    let mut posting = 0;
    for (node, ends) in trie.nodes.iter().zip(&trie.ends) {
        out.extend_from_slice(&TrieNode { posting, ..*node }.to_bytes());
        posting += ends.len() as u32;
    }
    let end = TrieNode { symbol: 0, need: 0, room: 0, rest: 0, child: 0, is_last: true, posting, below: 0 };
    out.extend_from_slice(&end.to_bytes());
    for entry in trie.ends.iter().flat_map(|ends| trie.entries.get(ends.clone()).unwrap_or_default()) {
        out.extend_from_slice(&entry.name.to_le_bytes());
        out.extend_from_slice(&entry.penalty.to_le_bytes());
        out.extend_from_slice(&[0, 0]);
    }
}

struct Trie<'a> {
    direction: &'a Direction,
    /// Sorted by their symbols.
    entries: &'a [Entry],
    nodes: Vec<TrieNode>,
    /// The entries that end at each node.
    ends: Vec<Range<usize>>,
}

/// What a node learns from its children.
struct Below {
    need: u8,
    room: u8,
    rest: u16,
    letters: u32,
}

impl Below {
    fn nothing() -> Below {
        Below { need: u8::MAX, room: 0, rest: u16::MAX, letters: 0 }
    }
}

impl Trie<'_> {
    /// Lays out the children of a node: the entries from `from` to `to` share their first `depth`
    /// symbols and go on. Returns the first child and what lies below the node.
    fn children(&mut self, from: usize, to: usize, depth: usize) -> (u32, Below) {
        let first = self.nodes.len();
        let mut spans: Vec<(u16, Range<usize>)> = Vec::new();
        for (at, entry) in self.entries.iter().enumerate().take(to).skip(from) {
            let Some(&symbol) = entry.symbols.get(depth) else { continue };
            match spans.last_mut() {
                Some((last, span)) if *last == symbol => span.end = at + 1,
                _ => spans.push((symbol, at..at + 1)),
            }
        }
        for (number, (symbol, span)) in (1..).zip(&spans) {
            let is_last = number == spans.len();
            let symbol = *symbol;
            self.nodes.push(TrieNode { symbol, need: 0, room: 0, rest: 0, child: 0, is_last, posting: 0, below: 0 });
            let entries = self.entries.get(span.clone()).unwrap_or_default();
            let ending = entries.iter().take_while(|entry| entry.symbols.len() == depth + 1).count();
            self.ends.push(span.start..span.start + ending);
        }
        let mut all = Below::nothing();
        for (at, (symbol, span)) in (first..).zip(spans) {
            let ends = self.ends.get(at).cloned().unwrap_or_default();
            let mut below = Below::nothing();
            let mut child = 0;
            if ends.end < span.end {
                (child, below) = self.children(ends.end, span.end, depth + 1);
            }
            for entry in self.entries.get(ends).unwrap_or_default() {
                below.rest = below.rest.min(entry.penalty.unsigned_abs());
                below.need = 0;
            }
            if let Some(node) = self.nodes.get_mut(at) {
                node.child = child;
                node.need = below.need;
                node.room = below.room;
                node.rest = u8::try_from(below.rest / REST_SCALE).unwrap_or(u8::MAX);
                node.below = below.letters;
            }
            all.need = all.need.min(below.need.saturating_add(u8::from(self.direction.is_loud(symbol))));
            all.room = all.room.max(below.room.saturating_add(self.direction.room(symbol)));
            all.rest = all.rest.min(below.rest.saturating_add(self.direction.least(symbol).unsigned_abs()));
            all.letters |= below.letters | self.direction.cheap(symbol);
        }
        (first as u32, all)
    }
}
