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
mod capitals;
mod country;
mod inflect;
mod senses;
mod spans;
mod trie;

pub use actors::{Actor, ActorId, ActorKind};
pub use capitals::capital;
pub use country::Country;
pub use senses::{Act, Count, Cue, Role, Sense, Target, Weapon};
pub use spans::ActorMention;
pub use trie::{Hit, Problem};

use crate::text::{Lang, Token};
use std::sync::{LazyLock, OnceLock};

/// The word lists. Those of a language are compiled when a text of it is first met.
#[derive(Debug)]
pub struct Lexicon {
    actors: Vec<Actor>,
    names: Vec<(String, ActorId)>,
    problems: Vec<Problem>,
    lists: [List; Lang::ALL.len()],
}

/// The word list of a language.
#[derive(Debug)]
struct List {
    source: &'static str,
    compiled: OnceLock<(trie::Trie, Vec<Problem>)>,
}

const ACTORS: &str = include_str!("../../gazetteer/lexicon/actors.csv");

fn embedded_list(lang: Lang) -> &'static str {
    match lang {
        Lang::Ar => include_str!("../../gazetteer/lexicon/ar-events.tsv"),
        Lang::Fr => include_str!("../../gazetteer/lexicon/fr-events.tsv"),
        Lang::En => include_str!("../../gazetteer/lexicon/en-events.tsv"),
    }
}

static EMBEDDED: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(ACTORS, Lang::ALL.map(embedded_list)));

impl Lexicon {
    /// The lexicon that comes with makan.
    #[must_use]
    pub fn embedded() -> &'static Lexicon {
        &EMBEDDED
    }

    /// A lexicon of an actor table and a word list for each language, in the order of [`Lang::ALL`].
    /// A line that cannot be read is left out and told by [`Lexicon::problems`].
    #[must_use]
    pub fn new(actors: &str, lists: [&'static str; Lang::ALL.len()]) -> Lexicon {
        let mut problems = Vec::new();
        let (actors, names) = actors::read(actors, &mut problems);
        Lexicon { actors, names, problems, lists: lists.map(|source| List { source, compiled: OnceLock::new() }) }
    }

    /// The lines that could not be read, of all lists.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().chain(Lang::ALL.into_iter().flat_map(|lang| &self.compiled(lang).1))
    }

    fn compiled(&self, lang: Lang) -> &(trie::Trie, Vec<Problem>) {
        let list = &self.lists[lang as usize];
        list.compiled.get_or_init(|| {
            let (mut trie, mut problems) = (trie::Trie::new(), Vec::new());
            for (name, actor) in &self.names {
                trie.add(name, Sense::Actor(*actor));
            }
            senses::read(lang, list.source, &mut trie, &mut problems);
            (trie, problems)
        })
    }

    /// The phrases of the lexicon in a text, left to right, the longest first, without overlap.
    #[must_use]
    pub fn hits(&self, tokens: &[Token<'_>], lang: Lang) -> Vec<Hit> {
        self.compiled(lang).0.hits(tokens)
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
