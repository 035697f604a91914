//! What was worked out once and will be asked again.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Answers by their question, up to a number; used from any number of threads.
#[derive(Debug)]
pub(crate) struct Memory<K, V> {
    known: Mutex<HashMap<K, V>>,
    most: usize,
}

impl<K: Hash + Eq, V: Clone> Memory<K, V> {
    /// A memory of so many answers; when it is full, it begins anew.
    pub fn new(most: usize) -> Self {
        Memory { known: Mutex::default(), most }
    }

    /// The answer to a question, worked out when it is new. Two threads may both work it out.
    pub fn get(&self, question: K, work_out: impl FnOnce(&K) -> V) -> V {
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = lock().get(&question) {
            return value.clone();
        }
        let value = work_out(&question);
        let mut known = lock();
        if known.len() >= self.most {
            known.clear();
        }
        known.insert(question, value.clone());
        value
    }
}
