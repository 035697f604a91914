//! Writing the trie of folded names; [`crate::gazetteer::store::trie`] tells its form.

use crate::gazetteer::store::bytes::put_number;
use crate::gazetteer::store::trie::{ENDS, HAS_STEM, MANY};

/// Where the places of a name stand in the trie.
pub(super) struct Placed<'a> {
    /// The folded name.
    #[cfg_attr(not(test), expect(dead_code))]
    pub(super) key: &'a [u8],
    /// The first of them: the place, and the number of the name among its names.
    pub(super) first: (u32, u32),
    /// The offset, as [`crate::gazetteer::store::trie::Trie::places`] takes it.
    pub(super) at: usize,
}

/// Takes names in the order of their bytes and writes each node when nothing can be added below it.
#[derive(Default)]
pub(super) struct TrieWriter {
    /// The nodes from the root down the path of the last name, and how many of its bytes lie before each.
    open: Vec<Open>,
    last: Vec<u8>,
    out: Vec<u8>,
}

#[derive(Default)]
struct Open {
    /// How many bytes lead to the node.
    depth: usize,
    children: Vec<(u8, usize)>,
    places: Vec<(u32, u32)>,
}

impl TrieWriter {
    /// Adds a name and who bears it: places in their order, each with the number of the name among
    /// its names. `placed` learns where they stand once that is known.
    pub(super) fn add(&mut self, key: &[u8], places: Vec<(u32, u32)>, placed: &mut impl FnMut(&Placed)) {
        let common = self.last.iter().zip(key).take_while(|(a, b)| a == b).count();
        self.close_to(common, placed);
        self.last.truncate(common);
        self.last.extend_from_slice(key.get(common..).unwrap_or_default());
        self.open.push(Open { depth: key.len(), children: Vec::new(), places });
    }

    /// Closes all nodes deeper than `depth`, and makes a node at `depth` where the path forks.
    fn close_to(&mut self, depth: usize, placed: &mut impl FnMut(&Placed)) {
        while self.open.last().is_some_and(|node| node.depth > depth) {
            let Some(node) = self.open.pop() else { return };
            let above = self.open.last().map_or(0, |n| n.depth).max(depth);
            let has_parent = self.open.last().is_some_and(|n| n.depth == above);
            let label = self.last.get(above).copied().unwrap_or_default();
            let at = self.write(&node, above + 1, placed);
            if !has_parent {
                self.open.push(Open { depth: above, ..Open::default() });
            }
            if let Some(parent) = self.open.last_mut() {
                parent.children.push((label, at));
            }
        }
    }

    /// Writes a node whose stem begins at byte `from` of the last name.
    fn write(&mut self, node: &Open, from: usize, placed: &mut impl FnMut(&Placed)) -> usize {
        let at = self.out.len();
        let stem = self.last.get(from..node.depth).unwrap_or_default();
        let deepest = node.children.iter().map(|(_, child)| at - child).max().unwrap_or(1);
        let width = (usize::BITS - deepest.leading_zeros()).div_ceil(8).max(1) as usize;
        let count = node.children.len();
        let few = u8::try_from(count).ok().filter(|n| *n < MANY);
        let ends = if node.places.is_empty() { 0 } else { ENDS };
        let has_stem = if stem.is_empty() { 0 } else { HAS_STEM };
        self.out.push((width as u8 - 1) | ends | has_stem | few.unwrap_or(MANY) << 4);
        if few.is_none() {
            self.out.push(u8::try_from(count).unwrap_or(u8::MAX));
        }
        if !stem.is_empty() {
            self.out.push(u8::try_from(stem.len()).unwrap_or(u8::MAX));
            self.out.extend_from_slice(stem);
        }
        self.out.extend(node.children.iter().map(|(label, _)| *label));
        for (_, child) in &node.children {
            self.out.extend(((at - child) as u64).to_le_bytes().iter().take(width));
        }
        if !node.places.is_empty() {
            let key = self.last.get(..node.depth).unwrap_or_default();
            let first = node.places.first().copied().unwrap_or_default();
            placed(&Placed { key, first, at: self.out.len() });
            put_number(&mut self.out, node.places.len() as u64);
            let mut before = 0;
            for &(place, name) in &node.places {
                put_number(&mut self.out, u64::from(place - before));
                put_number(&mut self.out, u64::from(name));
                before = place;
            }
        }
        at
    }

    /// The bytes of the whole trie.
    pub(super) fn finish(mut self, placed: &mut impl FnMut(&Placed)) -> Vec<u8> {
        if self.open.is_empty() {
            return Vec::new();
        }
        self.close_to(0, placed);
        let root = self.open.pop().unwrap_or_default();
        self.last.truncate(root.depth);
        let at = self.write(&root, 0, placed);
        self.out.extend_from_slice(&(at as u64).to_le_bytes());
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::store::trie::Trie;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn written(names: &BTreeMap<String, Vec<(u32, u32)>>) -> (Vec<u8>, BTreeMap<String, usize>) {
        let mut writer = TrieWriter::default();
        let mut placed = BTreeMap::new();
        let mut note = |p: &Placed| {
            placed.insert(String::from_utf8(p.key.to_vec()).unwrap(), p.at);
        };
        for (name, places) in names {
            writer.add(name.as_bytes(), places.clone(), &mut note);
        }
        let bytes = writer.finish(&mut note);
        (bytes, placed)
    }

    proptest! {
        #[test]
        fn every_name_is_found_and_no_other(
            names in prop::collection::btree_map("[a-cسغ]{1,6}|\\PC{1,60}", prop::collection::btree_set(0u32..1000, 1..4), 0..60),
            other in "[a-cسغ]{1,6}",
        ) {
            let names: BTreeMap<String, Vec<(u32, u32)>> =
                names.into_iter().map(|(k, v)| (k, v.into_iter().map(|p| (p, p % 7)).collect())).collect();
            let (bytes, placed) = written(&names);
            let trie = Trie::new(&bytes);
            let look = |name: &str| trie.start().and_then(|at| trie.advance(at, name.as_bytes())).and_then(|at| trie.ends(at));
            for (name, places) in &names {
                let at = look(name).unwrap();
                prop_assert_eq!(at as usize, placed[name]);
                let found: Vec<_> = trie.places(at).map(|(p, n)| (p, n as u32)).collect();
                prop_assert_eq!(&found, places);
            }
            prop_assert_eq!(look(&other).is_some(), names.contains_key(&other));
        }

        #[test]
        fn damage_gives_wrong_answers_at_worst(
            names in prop::collection::btree_map("[a-c]{1,5}", prop::collection::btree_set(0u32..1000, 1..4), 1..40),
            flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..9),
        ) {
            let names = names.into_iter().map(|(k, v)| (k, v.into_iter().map(|p| (p, 0)).collect())).collect();
            let (mut bytes, _) = written(&names);
            for (at, byte) in flips {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            let trie = Trie::new(&bytes);
            for name in names.keys() {
                if let Some(at) = trie.start().and_then(|at| trie.advance(at, name.as_bytes())).and_then(|at| trie.ends(at)) {
                    prop_assert!(trie.places(at).count() <= bytes.len());
                }
            }
        }
    }
}
