//! The names of a gazetteer, laid out for the search: for each script that a query may have, a trie
//! over the names' symbols. The children of a node stand together, and their own children follow soon, so that a search reads on rather than
//! jumping about.

use super::DamagedFile;
use super::model::Model;
use super::read::Reader;
use super::search::{Hit, Searcher};
use crate::text::Script;

pub(crate) const INDEX_MAGIC: &[u8; 8] = b"MKSOUND5";
/// Bytes of a node.
pub(crate) const NODE: usize = 16;
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
    nodes: &'a [[u8; NODE]],
    postings: &'a [[u8; POSTING]],
}

/// A node of the trie.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TrieNode {
    /// How to write the unit (see [`super::model::Direction::symbols`]).
    pub(crate) symbol: u16,
    /// No name below has fewer units after this one that are dear to pass over in silence.
    pub(crate) need: u8,
    /// No name below has more letters to write cheaply after this node; at most [`MOST_ROOM`].
    pub(crate) room: u8,
    /// No name below costs less than this after this node: in 1/[`REST_SCALE`] nat, rounded down.
    pub(crate) rest: u8,
    /// The number of the first child, which is greater than the node's own; 0 for none; below 2^24.
    pub(crate) child: u32,
    /// True for the last of its siblings.
    pub(crate) is_last: bool,
    /// The number of the first posting at or after the node.
    pub(crate) posting: u32,
    /// The letters (by [`super::model::letter_bit`]) that some unit after this node writes cheaply.
    pub(crate) below: u32,
}

/// [`super::model::Cost`] steps in a step of [`TrieNode::rest`].
pub(crate) const REST_SCALE: u16 = 8;

const LAST: u8 = 1 << 7;
/// The most that [`TrieNode::room`] says: any number of letters.
pub(crate) const MOST_ROOM: u8 = 127;

impl TrieNode {
    pub(crate) fn to_bytes(self) -> [u8; NODE] {
        let [s0, s1] = self.symbol.to_le_bytes();
        let [c0, c1, c2, _] = self.child.to_le_bytes();
        let room = self.room.min(MOST_ROOM) | if self.is_last { LAST } else { 0 };
        let [p0, p1, p2, p3] = self.posting.to_le_bytes();
        let [b0, b1, b2, b3] = self.below.to_le_bytes();
        [s0, s1, self.need, self.rest, c0, c1, c2, room, p0, p1, p2, p3, b0, b1, b2, b3]
    }

    #[inline]
    fn from_bytes(bytes: &[u8; NODE]) -> TrieNode {
        let [s0, s1, need, rest, c0, c1, c2, room, p0, p1, p2, p3, b0, b1, b2, b3] = *bytes;
        TrieNode {
            symbol: u16::from_le_bytes([s0, s1]),
            need,
            rest,
            child: u32::from_le_bytes([c0, c1, c2, 0]),
            room: room & !LAST,
            is_last: room & LAST != 0,
            posting: u32::from_le_bytes([p0, p1, p2, p3]),
            below: u32::from_le_bytes([b0, b1, b2, b3]),
        }
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
        let nodes = reader.u32()? as usize;
        let postings = reader.u32()? as usize;
        let too_many = DamagedFile::new("it claims more than it holds");
        let nodes = reader.take(nodes.checked_mul(NODE).ok_or(too_many.clone())?)?;
        let postings = reader.take(postings.checked_mul(POSTING).ok_or(too_many)?)?;
        Ok(Trie { nodes: nodes.as_chunks().0, postings: postings.as_chunks().0 })
    }

    /// How many nodes there are, without the sentinel.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len().saturating_sub(1)
    }

    #[inline]
    pub(crate) fn node(&self, at: usize) -> Option<TrieNode> {
        self.nodes.get(at).map(TrieNode::from_bytes)
    }

    /// The names that end at a node: their numbers, and what ending there costs beyond the symbols.
    pub(crate) fn postings(&self, at: usize) -> impl Iterator<Item = (u32, u16)> + 'a {
        let start = self.node(at).map_or(0, |n| n.posting as usize);
        let end = self.node(at + 1).map_or(0, |n| n.posting as usize);
        let postings = self.postings;
        postings
            .get(start..end)
            .unwrap_or_default()
            .iter()
            .map(|&[a, b, c, d, e, f, ..]| (u32::from_le_bytes([a, b, c, d]), u16::from_le_bytes([e, f])))
    }
}
