//! Building the index: every spelling of a name that a query may stand for, as symbols, sorted, and
//! written as a trie in pre-order.

use super::index::{AHEAD_SHIFT, INDEX_MAGIC, LAST, LENGTHS, TrieNode};
use super::model::{Cost, Direction, Model, Outline};
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
    let mut trie = Trie {
        direction,
        entries: &entries,
        symbols: Vec::new(),
        nodes: Vec::new(),
        ends: Vec::new(),
        tails: Vec::new(),
    };
    trie.children(0, trie.entries.len(), 0);
    for count in [trie.nodes.len() + 1, trie.entries.len(), trie.tails.len()] {
        out.extend_from_slice(&(count as u32).to_le_bytes());
    }
    trie.symbols.iter().chain([&LAST]).for_each(|symbol| out.extend_from_slice(&symbol.to_le_bytes()));
    let mut posting = 0;
    for (node, ends) in trie.nodes.iter().zip(&trie.ends) {
        out.extend_from_slice(&TrieNode { posting, ..*node }.to_bytes());
        posting += ends.len() as u32;
    }
    let end = TrieNode { posting, ..TrieNode::default() };
    out.extend_from_slice(&end.to_bytes());
    for entry in trie.ends.iter().flat_map(|ends| trie.entries.get(ends.clone()).unwrap_or_default()) {
        out.extend_from_slice(&entry.name.to_le_bytes());
        out.extend_from_slice(&entry.penalty.to_le_bytes());
        out.extend_from_slice(&[0, 0]);
    }
    trie.tails.iter().for_each(|symbol| out.extend_from_slice(&symbol.to_le_bytes()));
}

struct Trie<'a> {
    direction: &'a Direction,
    /// Sorted by their symbols.
    entries: &'a [Entry],
    symbols: Vec<u16>,
    nodes: Vec<TrieNode>,
    /// The entries that end at each node or after its tail.
    ends: Vec<Range<usize>>,
    tails: Vec<u16>,
}

/// What is known of the names that go on from a place in the trie.
#[derive(Clone, Copy)]
struct Below {
    /// The least cost of so many letters; the last one stands for more letters too.
    ahead: [u16; LENGTHS],
    /// See [`TrieNode::below`].
    letters: [u32; 2],
}

impl Below {
    fn nothing() -> Below {
        Below { ahead: [u16::MAX; LENGTHS], letters: [0; 2] }
    }

    fn or(&mut self, other: &Below) {
        self.ahead.iter_mut().zip(other.ahead).for_each(|(least, other)| *least = other.min(*least));
        self.letters.iter_mut().zip(other.letters).for_each(|(set, other)| *set |= other);
    }

    fn end(&mut self, penalty: Cost) {
        if let Some(least) = self.ahead.first_mut() {
            *least = penalty.unsigned_abs().min(*least);
        }
    }

    /// The same, seen from before a symbol.
    fn after(&self, outline: Outline) -> Below {
        let [silent, one, two] = outline.least.map(Cost::unsigned_abs);
        let back = |letters: usize, by: usize| letters.checked_sub(by).and_then(|n| self.ahead.get(n)).copied();
        let mut ahead = [u16::MAX; LENGTHS];
        for (letters, slot) in ahead.iter_mut().enumerate() {
            let mut from = [0, 1, 2].map(|by| back(letters, by).unwrap_or(u16::MAX));
            if letters + 1 == LENGTHS {
                let [same, before, two_before] = from;
                from = [same, before.min(same), two_before.min(before).min(same)];
            }
            let [same, before, two_before] = from;
            *slot = (same.saturating_add(silent)).min(before.saturating_add(one)).min(two_before.saturating_add(two));
        }
        let mut letters = self.letters;
        letters.iter_mut().zip(outline.cheap).for_each(|(set, cheap)| *set |= cheap);
        Below { ahead, letters }
    }

    fn write(&self, node: &mut TrieNode) {
        let steps = self.ahead.map(|cost| u8::try_from(cost >> AHEAD_SHIFT).unwrap_or(u8::MAX));
        node.ahead = steps;
        node.below = self.letters;
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
            self.symbols.push(*symbol | if number == spans.len() { LAST } else { 0 });
            self.nodes.push(TrieNode::default());
            let entries = self.entries.get(span.clone()).unwrap_or_default();
            let ending = entries.iter().take_while(|entry| entry.symbols.len() == depth + 1).count();
            self.ends.push(span.start..span.start + ending);
        }
        let mut all = Below::nothing();
        for (at, (symbol, span)) in (first..).zip(spans) {
            let below = self.child(at, span, depth + 1);
            all.or(&below.after(self.direction.outline(symbol)));
        }
        (first as u32, all)
    }

    /// Lays out what follows one node: nothing more, a tail or children.
    fn child(&mut self, at: usize, span: Range<usize>, depth: usize) -> Below {
        let entries = self.entries.get(span.clone()).unwrap_or_default();
        let ends = self.ends.get(at).cloned().unwrap_or_default();
        let mut below = Below::nothing();
        let mut child = 0;
        let mut tail = 0;
        match entries.split_first() {
            Some((first, rest)) if ends.is_empty() && rest.iter().all(|entry| entry.symbols == first.symbols) => {
                let symbols = first.symbols.get(depth..).unwrap_or_default();
                child = self.tails.len() as u32;
                tail = symbols.len() as u8;
                self.tails.extend_from_slice(symbols);
                entries.iter().for_each(|entry| below.end(entry.penalty));
                below = symbols.iter().rev().fold(below, |b, &symbol| b.after(self.direction.outline(symbol)));
                if let Some(ends) = self.ends.get_mut(at) {
                    *ends = span;
                }
            }
            _ => {
                if ends.end < span.end {
                    (child, below) = self.children(ends.end, span.end, depth);
                }
                let entries = self.entries.get(ends).unwrap_or_default();
                entries.iter().for_each(|entry| below.end(entry.penalty));
            }
        }
        if let Some(node) = self.nodes.get_mut(at) {
            (node.child, node.tail) = (child, tail);
            below.write(node);
        }
        below
    }
}
