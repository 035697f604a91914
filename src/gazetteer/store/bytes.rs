//! Numbers and texts in a run of bytes that may be damaged: what is not there reads as 0 or as
//! nothing, and no count is believed beyond the bytes that are there.

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    array(bytes, at).map_or(0, u16::from_le_bytes)
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    array(bytes, at).map_or(0, u32::from_le_bytes)
}

pub(crate) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    array(bytes, at).map_or(0, u64::from_le_bytes)
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// The record of that number in a table of records of `len` bytes; all zero outside of it.
pub(crate) fn record<const LEN: usize>(table: &[u8], number: u32) -> &[u8; LEN] {
    let at = (number as usize).saturating_mul(LEN);
    let bytes = table.get(at..at.saturating_add(LEN)).and_then(|b| b.try_into().ok());
    bytes.unwrap_or(&[0; LEN])
}

/// Reads numbers and texts one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// From `at` on; at the end when that lies outside.
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Cursor<'a> {
        Cursor { rest: bytes.get(at..).unwrap_or_default() }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        match self.rest.split_first() {
            Some((first, rest)) => {
                self.rest = rest;
                *first
            }
            None => 0,
        }
    }

    /// A number of 7 bits a byte, the lowest first.
    pub(crate) fn number(&mut self) -> u64 {
        let mut out = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte();
            out |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        out
    }

    /// A number with a sign, small ones short.
    pub(crate) fn signed(&mut self) -> i64 {
        let n = self.number();
        (n >> 1).cast_signed() ^ -(n & 1).cast_signed()
    }

    pub(crate) fn bytes(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(len).unwrap_or((&[], &[]));
        self.rest = rest;
        taken
    }

    /// A text, led by its length.
    pub(crate) fn text(&mut self) -> &'a str {
        let len = usize::try_from(self.number()).unwrap_or(usize::MAX);
        std::str::from_utf8(self.bytes(len)).unwrap_or_default()
    }
}

pub(crate) fn put_number(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        // The low 7 bits fit a byte.
        out.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

pub(crate) fn put_signed(out: &mut Vec<u8>, n: i64) {
    put_number(out, ((n << 1) ^ (n >> 63)).cast_unsigned());
}

pub(crate) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// FNV-1a, 64 bits: quick, and good enough to notice a damaged header.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_and_texts_come_back(a: u64, b: i64, text in "\\PC{0,300}") {
            let mut out = Vec::new();
            put_number(&mut out, a);
            put_signed(&mut out, b);
            put_text(&mut out, &text);
            let mut cursor = Cursor::new(&out, 0);
            prop_assert_eq!((cursor.number(), cursor.signed(), cursor.text()), (a, b, text.as_str()));
            prop_assert!(cursor.is_done());
        }
    }
}
