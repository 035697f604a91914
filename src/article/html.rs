//! A web page becomes the article's own text, without menus and links to other articles.

use dom_smoothie::{Config, Readability, TextMode};

/// The article of a page.
pub(super) struct Found {
    pub text: String,
    pub title: Option<String>,
    pub published: Option<String>,
    pub url: Option<String>,
    pub lang: Option<String>,
}

/// Finds the article of a page by Mozilla's readability method.
///
/// # Errors
/// When the page has none.
pub(super) fn article(page: &str) -> Result<Found, String> {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let mut reader = Readability::new(page, None, Some(config)).map_err(|e| format!("the page cannot be read: {e}"))?;
    let found = reader.parse().map_err(|e| format!("no article was found in the page: {e}"))?;
    let text = found.text_content.trim().to_owned();
    if text.is_empty() {
        return Err("no article was found in the page".to_owned());
    }
    let kept = |text: String| Some(text).filter(|t| !t.trim().is_empty());
    Ok(Found {
        text,
        title: kept(found.title.clone()),
        published: found.published_time.clone(),
        url: found.url.clone(),
        lang: found.lang.clone(),
    })
}
