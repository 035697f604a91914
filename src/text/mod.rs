//! Characters and words: the normal form of a name, tokens with their offsets, numbers and dates.
//!
//! The text as given is never altered. Everything here answers with byte ranges into it, and the
//! one function that folds a name ([`key`]) is used alike when a gazetteer is compiled and when a
//! text is read, so that both sides always agree.

mod dates;
mod fold;
mod frequency;
mod lang;
mod numbers;
mod offsets;
mod tokens;
mod weights;

pub use dates::{Precision, When, dates};
pub use fold::{KEY_VERSION, fold_char, key};
pub use frequency::zipf;
pub use lang::{Lang, Script};
pub use numbers::{DOZENS, HUNDREDS, Number, SEVERAL, numbers};
pub use offsets::CodePoints;
pub use tokens::{Token, TokenKind, sentences, tokenize};
pub use weights::Weights;
