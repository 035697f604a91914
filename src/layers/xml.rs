//! Text inside XML and HTML.

/// Text as it may stand between tags and in attributes: clean and escaped.
pub(crate) fn text(raw: &str) -> String {
    quick_xml::escape::escape(clean(raw)).into_owned()
}

/// Text without the characters that XML 1.0 does not know, for templates that escape by themselves.
pub(crate) fn clean(raw: &str) -> String {
    let known = |c: &char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..);
    raw.chars().filter(known).collect()
}
