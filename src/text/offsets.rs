/// Turns byte offsets of one text into code point offsets, which users count in.
///
/// Built once per text in one pass; a lookup costs a step inside a block of 64 bytes.
#[derive(Debug, Clone)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points before byte `64 * i`.
    blocks: Vec<u32>,
}

const BLOCK: usize = 64;

impl<'t> CodePoints<'t> {
    /// Counts the code points of `text`.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut blocks = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut count = 0u32;
        for (i, byte) in text.bytes().enumerate() {
            if i % BLOCK == 0 {
                blocks.push(count);
            }
            count += u32::from(!is_continuation(byte));
        }
        CodePoints { text, blocks }
    }

    /// The number of code points before byte `offset`. An offset past the end counts as the end.
    #[must_use]
    pub fn at(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let block = offset / BLOCK;
        let (start, before) = match self.blocks.get(block) {
            Some(&before) => (block * BLOCK, before),
            None => match self.blocks.last() {
                Some(&before) => ((self.blocks.len() - 1) * BLOCK, before),
                None => return 0,
            },
        };
        let bytes = self.text.as_bytes().get(start..offset).unwrap_or_default();
        before as usize + bytes.iter().filter(|b| !is_continuation(**b)).count()
    }
}

fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_counting(text in "\\PC{0,300}") {
            let points = CodePoints::new(&text);
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.at(byte), n);
            }
            prop_assert_eq!(points.at(text.len()), text.chars().count());
        }
    }
}
