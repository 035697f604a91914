//! Which place each mention means: candidates, evidence, one joint choice per article, confidence;
//! and where a described location lies.

mod choice;
pub use choice::{Candidate, Method, Resolution};
