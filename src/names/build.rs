//! Building the index: every spelling of a name that a query may stand for, as symbols, sorted, and
//! written as a trie in pre-order.

use super::index::{INDEX_MAGIC, TrieNode};
use super::model::{Cost, Direction, Model};
use super::parts::spellings;
use crate::text::Script;

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
    write_trie(&mut out, model.direction(Script::Arabic), arabic);
    write_trie(&mut out, model.direction(Script::Latin), latin);
    out
}

fn write_trie(out: &mut Vec<u8>, direction: &Direction, mut entries: Vec<Entry>) {
    entries.sort_unstable_by(|a, b| (&a.symbols, a.name, a.penalty).cmp(&(&b.symbols, b.name, b.penalty)));
    entries.dedup_by(|b, a| a.name == b.name && a.symbols == b.symbols);
    let mut nodes: Vec<TrieNode> = Vec::with_capacity(entries.len() * 4);
    let mut path: Vec<usize> = Vec::new();
    let mut before: &[u16] = &[];
    for (posting, entry) in entries.iter().enumerate() {
        let shared = before.iter().zip(&entry.symbols).take_while(|(a, b)| a == b).count();
        close(&mut nodes, &mut path, shared, direction);
        for (depth, &symbol) in entry.symbols.iter().enumerate().skip(shared) {
            path.push(nodes.len());
            let (depth, posting) = (depth as u8 + 1, posting as u32);
            nodes.push(TrieNode { symbol, depth, size: 1, posting, rest: u16::MAX });
        }
        if let Some(last) = path.last().and_then(|&at| nodes.get_mut(at)) {
            last.rest = last.rest.min(entry.penalty.unsigned_abs());
        }
        before = &entry.symbols;
    }
    close(&mut nodes, &mut path, 0, direction);
    let end = TrieNode { symbol: 0, depth: 0, size: 1, posting: entries.len() as u32, rest: 0 };
    nodes.push(end);
    out.extend_from_slice(&(nodes.len() as u32).to_le_bytes());
    out.extend_from_slice(&(entries.len() as u32).to_le_bytes());
    nodes.iter().for_each(|node| out.extend_from_slice(&node.to_bytes()));
    for entry in &entries {
        out.extend_from_slice(&entry.name.to_le_bytes());
        out.extend_from_slice(&entry.penalty.to_le_bytes());
        out.extend_from_slice(&[0, 0]);
    }
}

/// Takes the nodes deeper than `depth` off the path; each then knows its subtree.
fn close(nodes: &mut [TrieNode], path: &mut Vec<usize>, depth: usize, direction: &Direction) {
    while path.len() > depth {
        let Some(at) = path.pop() else { break };
        let end = nodes.len();
        let Some(node) = nodes.get_mut(at) else { break };
        node.size = (end - at) as u32;
        let least = direction.leaf(node.symbol).map_or(0, |leaf| leaf.least.unsigned_abs());
        let rest = node.rest.saturating_add(least);
        if let Some(parent) = path.last().and_then(|&up| nodes.get_mut(up)) {
            parent.rest = parent.rest.min(rest);
        }
    }
}
