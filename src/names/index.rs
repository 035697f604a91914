//! The names of a gazetteer, laid out for the search: for each script that a query may have, a trie
//! over the names' symbols in pre-order, so that a subtree is skipped by one addition.

use super::DamagedFile;
use super::model::Model;
use super::read::Reader;
use super::search::{Hit, Searcher};
use crate::text::Script;

pub(crate) const INDEX_MAGIC: &[u8; 8] = b"MKSOUND1";
/// Bytes of a node.
pub(crate) const NODE: usize = 16;
/// Bytes of a posting.
pub(crate) const POSTING: usize = 8;

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
    /// Units from the beginning of the name, this one included.
    pub(crate) depth: u8,
    /// Nodes of the subtree, this one included.
    pub(crate) size: u32,
    /// The number of the first posting at or after the node.
    pub(crate) posting: u32,
    /// No name below costs less than this after this node.
    pub(crate) rest: u16,
}

impl TrieNode {
    pub(crate) fn to_bytes(self) -> [u8; NODE] {
        let [s0, s1] = self.symbol.to_le_bytes();
        let [r0, r1] = self.rest.to_le_bytes();
        let [n0, n1, n2, n3] = self.size.to_le_bytes();
        let [p0, p1, p2, p3] = self.posting.to_le_bytes();
        [s0, s1, r0, r1, n0, n1, n2, n3, p0, p1, p2, p3, self.depth, 0, 0, 0]
    }

    fn from_bytes(bytes: &[u8; NODE]) -> TrieNode {
        let [s0, s1, r0, r1, n0, n1, n2, n3, p0, p1, p2, p3, depth, ..] = *bytes;
        TrieNode {
            symbol: u16::from_le_bytes([s0, s1]),
            rest: u16::from_le_bytes([r0, r1]),
            size: u32::from_le_bytes([n0, n1, n2, n3]),
            posting: u32::from_le_bytes([p0, p1, p2, p3]),
            depth,
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
    /// order of the numbers. Costs are in nats; names of the query's own key come first, at cost 0.
    ///
    /// The answer is exact under the model's costs: nothing that is not returned is cheaper.
    pub fn search(&self, searcher: &mut Searcher, query: &str, k: usize) -> Vec<Hit> {
        searcher.search(self, query, k)
    }

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
