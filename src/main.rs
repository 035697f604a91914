//! The command line of makan.

fn main() {}
