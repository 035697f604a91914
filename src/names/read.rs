use super::DamagedFile;
use super::model::Cost;

/// Reads little-endian numbers from bytes that may end too early.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], DamagedFile> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(DamagedFile::new("the file ends too early"))?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], DamagedFile> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| DamagedFile::new("the file ends too early"))
    }

    pub(crate) fn u8(&mut self) -> Result<u8, DamagedFile> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, DamagedFile> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, DamagedFile> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, DamagedFile> {
        self.array().map(u64::from_le_bytes)
    }

    /// A cost, kept within what additions of costs can hold.
    pub(crate) fn cost(&mut self) -> Result<Cost, DamagedFile> {
        Ok(Cost::try_from(self.u16()?).unwrap_or(Cost::MAX).min(2_000))
    }
}
