//! Words that tell who did what: actors and the vocabulary of events, and the matcher that finds
//! them in a text.
//!
//! All of it is data (`gazetteer/lexicon/`): one table of actors with their names in three
//! languages, and one commented word list a language. This room knows how such a list is written
//! (inflections are spelled out when it is compiled) and how its phrases are met in a text, with
//! the clitics of Arabic and the elisions of French; what they mean together is the affair of the
//! room `events`. It uses `text` only, so that the recogniser of places may use it too: a place
//! inside the name of an organisation is no place ([`Lexicon::actor_spans`]).

mod actors;
mod country;
mod inflect;
mod senses;
mod spans;
mod trie;

pub use actors::{Actor, ActorId, ActorKind};
pub use country::Country;
pub use senses::{Act, Count, Cue, Role, Sense, Target, Weapon};
pub use spans::ActorMention;
pub use trie::{Hit, Problem};

use crate::text::{Lang, Token};
use std::sync::LazyLock;

/// The compiled word lists.
#[derive(Debug)]
pub struct Lexicon {
    trie: trie::Trie,
    actors: Vec<Actor>,
}

const ACTORS: &str = include_str!("../../gazetteer/lexicon/actors.csv");
const LISTS: [(Lang, &str); 3] = [
    (Lang::Ar, include_str!("../../gazetteer/lexicon/ar-events.tsv")),
    (Lang::Fr, include_str!("../../gazetteer/lexicon/fr-events.tsv")),
    (Lang::En, include_str!("../../gazetteer/lexicon/en-events.tsv")),
];

static EMBEDDED: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::compile(ACTORS, &LISTS).0);

impl Lexicon {
    /// The lexicon that comes with makan, compiled at its first use.
    #[must_use]
    pub fn embedded() -> &'static Lexicon {
        &EMBEDDED
    }

    /// Compiles an actor table and word lists. A line that cannot be read is left out and
    /// reported.
    #[must_use]
    pub fn compile(actors: &str, lists: &[(Lang, &str)]) -> (Lexicon, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut trie = trie::Trie::default();
        let actors = actors::read(actors, &mut trie, &mut problems);
        for (lang, list) in lists {
            senses::read(*lang, list, &mut trie, &mut problems);
        }
        (Lexicon { trie, actors }, problems)
    }

    /// The phrases of the lexicon in a text, left to right, the longest first, without overlap.
    #[must_use]
    pub fn hits(&self, tokens: &[Token<'_>], lang: Lang) -> Vec<Hit> {
        self.trie.hits(tokens, lang)
    }

    /// An actor of the table.
    #[must_use]
    pub fn actor(&self, id: ActorId) -> Option<&Actor> {
        self.actors.get(usize::from(id.0))
    }

    /// All actors of the table.
    #[must_use]
    pub fn actors(&self) -> &[Actor] {
        &self.actors
    }
}

#[cfg(test)]
mod tests;
