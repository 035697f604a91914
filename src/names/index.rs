//! The names of a gazetteer, laid out for the search: for each script that a query may have, a trie
//! over the names' symbols. The children of a node stand together, and their own children follow soon, so that a search reads on rather than
//! jumping about. Where one name alone goes on, its symbols are a tail without nodes.

use super::DamagedFile;
use super::model::Model;
use super::read::Reader;
use super::search::{Hit, Searcher};
use crate::text::Script;

pub(crate) const INDEX_MAGIC: &[u8; 8] = b"MKSOUND6";
/// Bytes of a node.
pub(crate) const NODE: usize = 32;
/// Bytes of a posting.
pub(crate) const POSTING: usize = 8;

/// How much dearer than the best hit others may be, in nats: at 7, some 1,100 times less likely.
pub const REACH: f32 = 7.0;

/// The fuzzy index, read in place from the bytes that [`SoundIndex::build`] gave.
#[derive(Debug, Clone, Copy)]
pub struct SoundIndex<'a> {
    tries: [Trie<'a>; 2],
    model: &'a Model,
}

/// One trie; its last node is a sentinel that only ends the last one's postings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trie<'a> {
    /// The symbol of each node, apart from the rest, as most nodes are given up on sight of it; with
    /// [`LAST`] on the last of siblings.
    symbols: &'a [[u8; 2]],
    nodes: &'a [[u8; NODE]],
    postings: &'a [[u8; POSTING]],
    tails: &'a [[u8; 2]],
}

/// How many numbers of letters [`TrieNode::ahead`] tells apart.
pub(crate) const LENGTHS: usize = 15;
/// [`super::model::Cost`] steps in a step of [`TrieNode::ahead`], as a power of two.
pub(crate) const AHEAD_SHIFT: u32 = 3;

/// Marks the last of siblings.
pub(crate) const LAST: u16 = 1 << 15;

/// A node of the trie; its symbol (see [`super::model::Direction::symbols`]) stands elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TrieNode {
    /// No name at or below the node writes so many letters after it for less, whatever the letters;
    /// the last one stands for more letters too. In 1/8 nat, rounded down.
    pub(crate) ahead: [u8; LENGTHS],
    /// How many symbols go on to the one name below, from the tail at `child` on.
    pub(crate) tail: u8,
    /// The number of the first child, which is greater than the node's own; 0 for none. With a
    /// tail: where that begins.
    pub(crate) child: u32,
    /// The number of the first posting at or after the node.
    pub(crate) posting: u32,
    /// The letters (by [`super::model::letter_bit`]) that some unit after this node writes less than
    /// each of [`super::model::STEPS`] above its least.
    pub(crate) below: [u32; 2],
}

impl TrieNode {
    pub(crate) fn to_bytes(self) -> [u8; NODE] {
        let numbers = [self.child, self.posting].into_iter().chain(self.below).flat_map(u32::to_le_bytes);
        let mut out = [0; NODE];
        out.iter_mut()
            .zip(self.ahead.into_iter().chain([self.tail]).chain(numbers))
            .for_each(|(slot, byte)| *slot = byte);
        out
    }

    #[inline]
    fn from_bytes(bytes: &[u8; NODE]) -> TrieNode {
        let (&ahead, rest) = bytes.split_first_chunk().unwrap_or((&[0; LENGTHS], &[]));
        let (&tail, rest) = rest.split_first().unwrap_or((&0, &[]));
        let (numbers, _) = rest.as_chunks::<4>();
        let number = |at: usize| numbers.get(at).map_or(0, |&bytes| u32::from_le_bytes(bytes));
        TrieNode { ahead, tail, child: number(0), posting: number(1), below: [number(2), number(3)] }
    }
}

impl<'a> SoundIndex<'a> {
    /// Lays out names, each with the caller's number for it, to be searched with the embedded model.
    /// Several names may share a number; a search then gives that number once, at its best cost.
    ///
    /// The same names in the same order give the same bytes.
    pub fn build<'n>(names: impl Iterator<Item = (&'n str, u32)>) -> Vec<u8> {
        SoundIndex::build_with(Model::embedded(), names)
    }

    /// As [`SoundIndex::build`], for another model than the embedded one.
    pub fn build_with<'n>(model: &Model, names: impl Iterator<Item = (&'n str, u32)>) -> Vec<u8> {
        super::build::build(model, names)
    }

    /// Reads an index in place.
    ///
    /// # Errors
    /// When the bytes are no index, end too early, or were built with another model.
    pub fn open(bytes: &'a [u8]) -> Result<SoundIndex<'a>, DamagedFile> {
        SoundIndex::open_with(Model::embedded(), bytes)
    }

    /// As [`SoundIndex::open`], for an index that was built with another model.
    ///
    /// # Errors
    /// As [`SoundIndex::open`].
    pub fn open_with(model: &'a Model, bytes: &'a [u8]) -> Result<SoundIndex<'a>, DamagedFile> {
        let mut reader = Reader::new(bytes);
        if reader.take(INDEX_MAGIC.len())? != INDEX_MAGIC {
            return Err(DamagedFile::new("no name index of this version"));
        }
        if reader.u64()? != model.id() {
            return Err(DamagedFile::new("the name index was built with another model: build it again"));
        }
        let arabic = Trie::open(&mut reader)?;
        let latin = Trie::open(&mut reader)?;
        Ok(SoundIndex { tries: [arabic, latin], model })
    }

    /// The `k` numbers whose names are the cheapest for the query, best first; equal costs in the
    /// order of the numbers. Costs are in nats.
    ///
    /// The answer is exact under the model's costs: nothing that is left out is cheaper. What is
    /// more than [`REACH`] dearer than the best is left out, as no evidence would bring it back.
    pub fn search(&self, searcher: &mut Searcher, query: &str, k: usize) -> Vec<Hit> {
        searcher.search(self, query, k, REACH)
    }

    /// As [`SoundIndex::search`], with another reach: how much dearer than the best a hit may be, in
    /// nats. With [`f32::INFINITY`] there are `k` hits wherever there are `k` names.
    pub fn search_within(&self, searcher: &mut Searcher, query: &str, k: usize, reach: f32) -> Vec<Hit> {
        searcher.search(self, query, k, reach)
    }

    /// The trie for queries of a script.
    pub(crate) fn trie(&self, script: Script) -> Trie<'a> {
        let [arabic, latin] = self.tries;
        if script == Script::Arabic { arabic } else { latin }
    }

    pub(crate) fn model(&self) -> &'a Model {
        self.model
    }
}

impl<'a> Trie<'a> {
    fn open(reader: &mut Reader<'a>) -> Result<Trie<'a>, DamagedFile> {
        let [nodes, postings, tails] = [reader.u32()?, reader.u32()?, reader.u32()?].map(|n| n as usize);
        let too_many = DamagedFile::new("it claims more than it holds");
        let symbols = reader.take(nodes.checked_mul(2).ok_or(too_many.clone())?)?;
        let nodes = reader.take(nodes.checked_mul(NODE).ok_or(too_many.clone())?)?;
        let postings = reader.take(postings.checked_mul(POSTING).ok_or(too_many.clone())?)?;
        let tails = reader.take(tails.checked_mul(2).ok_or(too_many)?)?;
        Ok(Trie {
            symbols: symbols.as_chunks().0,
            nodes: nodes.as_chunks().0,
            postings: postings.as_chunks().0,
            tails: tails.as_chunks().0,
        })
    }

    /// How many nodes there are, without the sentinel.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len().saturating_sub(1)
    }

    /// The symbol of a node, with [`LAST`].
    #[inline]
    pub(crate) fn symbol(&self, at: usize) -> Option<u16> {
        self.symbols.get(at).map(|&bytes| u16::from_le_bytes(bytes))
    }

    #[inline]
    pub(crate) fn node(&self, at: usize) -> Option<TrieNode> {
        self.nodes.get(at).map(TrieNode::from_bytes)
    }

    /// What lies ahead at least below a node: [`TrieNode::ahead`] (and one more byte, without meaning
    /// here) and [`TrieNode::below`].
    #[inline]
    pub(crate) fn ahead(&self, at: usize) -> Option<(&'a [u8; LENGTHS + 1], [u32; 2])> {
        let bytes = self.nodes.get(at)?;
        let (_, below) = bytes.split_last_chunk::<8>()?;
        let [first, second] = below.as_chunks::<4>().0 else { return None };
        Some((bytes.first_chunk()?, [u32::from_le_bytes(*first), u32::from_le_bytes(*second)]))
    }

    /// The symbols that go on from a node with a tail.
    pub(crate) fn tail(&self, node: &TrieNode) -> impl Iterator<Item = u16> + 'a {
        let from = node.child as usize;
        let tail = self.tails.get(from..from + usize::from(node.tail)).unwrap_or_default();
        tail.iter().map(|&bytes| u16::from_le_bytes(bytes))
    }

    /// The names that end at a node or after its tail: their numbers, and what ending there costs
    /// beyond the symbols.
    #[inline]
    pub(crate) fn postings(&self, at: usize, node: &TrieNode) -> impl Iterator<Item = (u32, u16)> + 'a {
        let start = node.posting as usize;
        let end = self.node(at + 1).map_or(0, |next| next.posting as usize);
        let postings = self.postings.get(start..end).unwrap_or_default();
        postings.iter().map(|&[a, b, c, d, e, f, ..]| (u32::from_le_bytes([a, b, c, d]), u16::from_le_bytes([e, f])))
    }
}
