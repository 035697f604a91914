//! Text inside XML and HTML.

/// Text as it may stand between tags and in attributes: escaped, without the characters that XML 1.0
/// does not know.
pub(crate) fn text(raw: &str) -> String {
    let known = |c: &char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..);
    let clean: String = raw.chars().filter(known).collect();
    quick_xml::escape::escape(clean.as_str()).into_owned()
}
