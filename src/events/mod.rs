//! What happened: type, actors, harm, date, who claims it; reports of one event merged.
//!
//! [`Coder::code`] reads an article clause by clause: the words of the [`crate::lexicon`] say what
//! is done, by whom, to whom, with what ([`Event`]). Clauses that tell of one event are put
//! together; what is denied, foiled or only feared is left out; history is told apart from news.
//! `docs/events.md` states the rules.

mod ambiguous;
mod captive;
mod cast;
mod claim;
mod coder;
mod cut;
mod dated;
mod elsewhere;
mod event;
mod family;
mod fuse;
mod harm;
mod implied;
mod kind;
mod label;
mod merge;
mod mob;
mod noun;
mod reality;
mod report;
mod scan;
mod sides;
mod site;
mod taken;
mod telling;
mod toll;
mod total;
mod unharmed;
mod unit;
mod verdict;
mod weigh;
mod when;
mod world;

pub use coder::Coder;
pub use event::{Event, Site, SubEventType, Toll};
pub use merge::{Located, Merged, merge};
pub use site::{SiteCase, site_weights};
pub use telling::Report;
pub use weigh::{Calibration, Candidate, calibration, weights};
