/// A country that the word lists know, by its ISO 3166-1 alpha-2 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

/// Codes and the English names that ACLED writes in actor names.
const NAMES: &[(&str, &str)] = &[
    ("BF", "Burkina Faso"),
    ("BJ", "Benin"),
    ("CF", "Central African Republic"),
    ("CI", "Ivory Coast"),
    ("CM", "Cameroon"),
    ("DZ", "Algeria"),
    ("EG", "Egypt"),
    ("ER", "Eritrea"),
    ("ET", "Ethiopia"),
    ("FR", "France"),
    ("GH", "Ghana"),
    ("GM", "Gambia"),
    ("GN", "Guinea"),
    ("GW", "Guinea-Bissau"),
    ("IT", "Italy"),
    ("DE", "Germany"),
    ("LY", "Libya"),
    ("MA", "Morocco"),
    ("ML", "Mali"),
    ("MR", "Mauritania"),
    ("NE", "Niger"),
    ("NG", "Nigeria"),
    ("RU", "Russia"),
    ("SD", "Sudan"),
    ("SL", "Sierra Leone"),
    ("SN", "Senegal"),
    ("SS", "South Sudan"),
    ("TD", "Chad"),
    ("TG", "Togo"),
    ("TN", "Tunisia"),
    ("TR", "Turkey"),
    ("UA", "Ukraine"),
    ("US", "United States"),
    ("GB", "United Kingdom"),
    ("ES", "Spain"),
    ("CN", "China"),
];

impl Country {
    /// The country of an alpha-2 code; `None` when it is no two capital letters.
    #[must_use]
    pub fn parse(code: &str) -> Option<Country> {
        match code.as_bytes() {
            &[a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Some(Country([a, b])),
            _ => None,
        }
    }

    /// The alpha-2 code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The English name in actor names; the code where the list has none.
    #[must_use]
    pub fn name(&self) -> &str {
        let code = self.code();
        NAMES.iter().find(|(c, _)| *c == code).map_or(code, |(_, name)| name)
    }

    /// A state whose forces act in the Sahel as those of a guest.
    #[must_use]
    pub fn is_foreign_power(&self) -> bool {
        matches!(self.code(), "FR" | "RU" | "US" | "GB" | "DE" | "IT" | "ES" | "TR" | "UA" | "CN" | "EG" | "MA")
    }
}
