//! The table of names by their folded form: a trie, read where it lies.
//!
//! A node is: a head byte (bits 0–1 the width of its offsets less one, bit 2 whether a name ends
//! here, bit 3 whether it has a stem, bits 4–7 the number of children, 15 for a number in the next
//! byte), the stem (a length and the bytes that every name through the node goes on with), the
//! first bytes of the children, their offsets, and the places that bear the name. An offset counts
//! backwards from the node, so that a walk always ends. The last eight bytes tell where the root is.

use super::bytes::{Cursor, u64_at};

/// The trie of one store.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trie<'a> {
    bytes: &'a [u8],
}

/// A position: so many bytes of the stem of a node are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Position {
    node: usize,
    read: usize,
}

struct Node<'a> {
    stem: &'a [u8],
    labels: &'a [u8],
    offsets: &'a [u8],
    width: usize,
    /// Where the places stand, when a name ends here.
    ends: Option<usize>,
}

pub(crate) const ENDS: u8 = 1 << 2;
pub(crate) const HAS_STEM: u8 = 1 << 3;
pub(crate) const MANY: u8 = 15;

impl<'a> Trie<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Trie<'a> {
        Trie { bytes }
    }

    /// Before the first byte; `None` when the trie is empty.
    pub(crate) fn start(&self) -> Option<Position> {
        let at = self.bytes.len().checked_sub(8)?;
        let node = usize::try_from(u64_at(self.bytes, at)).ok().filter(|node| *node < at)?;
        Some(Position { node, read: 0 })
    }

    #[inline]
    fn node(&self, at: usize) -> Option<Node<'a>> {
        let (&head, rest) = self.bytes.get(at..)?.split_first()?;
        let mut taken = 1;
        let width = usize::from(head & 3) + 1;
        let (count, rest) = match head >> 4 {
            MANY => {
                let (&count, rest) = rest.split_first()?;
                taken += 1;
                (usize::from(count), rest)
            }
            few => (usize::from(few), rest),
        };
        let (stem, rest) = if head & HAS_STEM != 0 {
            let (&len, rest) = rest.split_first()?;
            taken += 1 + usize::from(len);
            rest.split_at_checked(usize::from(len))?
        } else {
            (&[][..], rest)
        };
        let (labels, rest) = rest.split_at_checked(count)?;
        let offsets = rest.get(..count * width)?;
        let ends = (head & ENDS != 0).then_some(at + taken + count + count * width);
        Some(Node { stem, labels, offsets, width, ends })
    }

    /// Reads bytes on from a position; `None` when no name goes on so.
    #[inline]
    pub(crate) fn advance(&self, from: Position, key: &[u8]) -> Option<Position> {
        let Position { node: mut at, mut read } = from;
        let mut node = self.node(at)?;
        for byte in key {
            if let Some(next) = node.stem.get(read) {
                if next != byte {
                    return None;
                }
                read += 1;
                continue;
            }
            let child = node.labels.iter().position(|label| label == byte)?;
            let offset = node.offsets.get(child * node.width..(child + 1) * node.width)?;
            let back = offset.iter().rev().fold(0usize, |n, b| n << 8 | usize::from(*b));
            at = at.checked_sub(back.max(1))?;
            node = self.node(at)?;
            read = 0;
        }
        Some(Position { node: at, read })
    }

    /// Where the places stand whose name is what was read; `None` when it is no whole name.
    #[inline]
    pub(crate) fn ends(&self, at: Position) -> Option<u32> {
        let node = self.node(at.node)?;
        if at.read < node.stem.len() { None } else { node.ends.and_then(|ends| u32::try_from(ends).ok()) }
    }

    /// The places that stand at an offset, each with the number of its name among its names.
    pub(crate) fn places(&self, at: u32) -> impl Iterator<Item = (u32, usize)> + use<'a> {
        let mut cursor = Cursor::new(self.bytes, at as usize);
        let count = cursor.number();
        let mut place = 0u64;
        (0..count).map_while(move |_| {
            if cursor.is_done() {
                return None;
            }
            place = place.saturating_add(cursor.number());
            let name = cursor.number();
            Some((u32::try_from(place).ok()?, usize::try_from(name).ok()?))
        })
    }
}
