//! Bytes become text: UTF-8, or another encoding that is detected and told.

/// Control characters in more than one of a hundred bytes make a file no text.
const MOST_CONTROLS: usize = 100;

/// How the bytes of a file, or of its beginning, are to be read as text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Coding {
    /// The encoding.
    pub encoding: &'static encoding_rs::Encoding,
    /// Bytes of the byte order mark at the beginning, which are no text.
    pub mark: usize,
    /// What the user should know of it.
    pub warning: Option<String>,
}

impl Coding {
    /// Tells the encoding of a text. `is_whole` is false for the beginning of a longer one.
    ///
    /// # Errors
    /// When the bytes are no text.
    pub(crate) fn of(bytes: &[u8], is_whole: bool) -> Result<Coding, String> {
        if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
            let (_, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
            let warning = (encoding != encoding_rs::UTF_8 || (broken && is_whole))
                .then(|| format!("read as {}", encoding.name()));
            return Ok(Coding { encoding, mark, warning });
        }
        let controls = bytes.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31)).count();
        if bytes.contains(&0) || controls * MOST_CONTROLS > bytes.len() {
            return Err("this is a binary file, not text".to_owned());
        }
        let utf8 = |warning| Ok(Coding { encoding: encoding_rs::UTF_8, mark: 0, warning });
        let error = match std::str::from_utf8(bytes) {
            Ok(_) => return utf8(None),
            // The beginning of a text may end within a character.
            Err(error) if error.error_len().is_none() && !is_whole => return utf8(None),
            Err(error) => error,
        };
        // A text that is UTF-8 but for a few bytes has been damaged; one that never was has another encoding.
        let lossy = String::from_utf8_lossy(bytes);
        let broken = lossy.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
        let whole = lossy.chars().filter(|c| !c.is_ascii() && *c != char::REPLACEMENT_CHARACTER).count();
        if broken * 10 <= whole {
            let at = error.valid_up_to();
            return utf8(Some(format!("it is not valid UTF-8 at byte {at}; {broken} broken characters became U+FFFD")));
        }
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
        Ok(Coding { encoding, mark: 0, warning: Some(format!("it is not UTF-8; read as {}", encoding.name())) })
    }
}

/// Decodes a file, with a warning where it was not plain UTF-8.
///
/// # Errors
/// When the bytes are no text.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Option<String>), String> {
    let coding = Coding::of(bytes, true)?;
    let text = coding.encoding.decode_without_bom_handling(bytes.get(coding.mark..).unwrap_or_default()).0;
    Ok((text.into_owned(), coding.warning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let arabic = "قتل جنديان في كمين قرب مدينة ديابالي بولاية سيغو وسط مالي";
        let french = "Deux soldats ont été tués près de Ségou, après une embuscade à Diabaly";
        let windows_1256 = encoding_rs::WINDOWS_1256.encode(arabic).0;
        let windows_1252 = encoding_rs::WINDOWS_1252.encode(french).0;
        assert_eq!(decode(arabic.as_bytes()).unwrap(), (arabic.to_owned(), None));
        let (text, warning) = decode(&windows_1256).unwrap();
        assert_eq!(text, arabic);
        assert!(warning.unwrap().contains("windows-1256"));
        assert_eq!(decode(&windows_1252).unwrap().0, french);
        assert_eq!(decode(b"\xef\xbb\xbfabc").unwrap().0, "abc");
        let mut damaged = arabic.as_bytes().to_vec();
        damaged[40] = 0xff;
        assert!(decode(&damaged).unwrap().1.unwrap().contains("U+FFFD"));
        assert!(decode(b"\x7fELF\0\0\0").is_err());
    }
}
