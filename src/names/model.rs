//! The learned model: for each sound unit of a name, in its context, what a writer of the query's
//! script puts down for it, and what that costs.

use super::read::Reader;
use super::units::{EDGE, UNITS, Unit, is_arabic, latin, sounds, units};
use super::{DamagedFile, units as u};
use crate::text::Script;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A cost in units of 1/[`COST_SCALE`] nat (a negative log probability).
pub(crate) type Cost = i16;
/// How many `Cost` steps make a nat.
pub const COST_SCALE: f32 = 64.0;
/// More than any real cost; adding to it saturates.
pub(crate) const NEVER: Cost = 20_000;
/// The first bytes of a model file.
pub const MODEL_MAGIC: &[u8; 8] = b"MKNAMES1";
/// How many neighbours [`context`] gives.
pub const CONTEXT: usize = 6;

/// The learned transducers, one for each script that a query may have.
#[derive(Debug)]
pub struct Model {
    directions: [Direction; 2],
    fit: Fit,
    id: u64,
}

/// Into one script: decision trees over the context of a unit, whose leaves hold costs.
#[derive(Debug)]
pub(crate) struct Direction {
    sets: Vec<u128>,
    nodes: Vec<Node>,
    roots: Vec<u16>,
    leaves: Vec<Leaf>,
    /// For each pair of letters (first times [`UNITS`] plus second), the leaves that write it.
    by_pair: HashMap<u16, Vec<(u16, Cost)>>,
    outlines: Vec<Outline>,
    /// Writing a letter for nothing at all.
    insert: Vec<Cost>,
    /// Letter after letter of any name: `background[before][letter]`.
    background: Vec<[Cost; UNITS]>,
}

/// What tells a true pair's cost from a chance one's (see [`super::chance`]); fitted by training.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fit {
    pub(crate) similarity: [[f32; 4]; 2],
    pub(crate) chance: [[f32; 4]; 2],
}

#[derive(Debug)]
struct Node {
    /// A place in the context; [`LEAF`] for a leaf, whose number is in `yes`.
    position: u8,
    set: u8,
    yes: u16,
    no: u16,
}

const LEAF: u8 = 255;

/// The costs of one unit in one class of contexts.
#[derive(Debug)]
pub(crate) struct Leaf {
    /// Writing nothing.
    pub(crate) silent: Cost,
    /// Writing one letter.
    pub(crate) one: [Cost; UNITS],
    /// Writing two letters, where that is cheaper than one and an insertion; in the order of the letters.
    pub(crate) two: Vec<(Unit, Unit, Cost)>,
}

/// What a symbol costs at least, whatever the letters: what the search may count on.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outline {
    /// Writing no letter, one and two.
    pub(crate) least: [Cost; 3],
    /// The letters that may cost less than each of [`STEPS`] more than that; a letter outside the
    /// set costs at least so much more however it is written, each time.
    pub(crate) cheap: [u32; 2],
}

/// How much dearer than the least for so many letters a letter may be, in two steps.
pub(crate) const STEPS: [Cost; 2] = [96, 224];
/// No insertion is cheaper.
const LEAST_INSERTION: Cost = 320;

/// The bit of a letter in a set of letters; a few rare ones share theirs.
#[inline]
pub(crate) fn letter_bit(letter: Unit) -> u32 {
    1 << ((letter.wrapping_sub(u::ARABIC)) & 31)
}

/// The script that a query is taken to be in, as an index.
#[must_use]
pub fn direction_of(script: Script) -> usize {
    usize::from(script != Script::Arabic)
}

/// The neighbours of the unit at `at`: three before, two after, and the style of the whole name.
#[must_use]
pub fn context(name: &[Unit], at: usize, style: Unit) -> [Unit; CONTEXT] {
    let before = |n: usize| at.checked_sub(n).and_then(|i| name.get(i)).copied().unwrap_or(EDGE);
    let after = |n: usize| name.get(at + n).copied().unwrap_or(EDGE);
    [before(1), before(2), before(3), after(1), after(2), style]
}

/// How a Latin name is spelt: 2 the French way, 3 the English or scholarly way, 1 neither shows.
#[must_use]
pub fn style(name: &[Unit]) -> Unit {
    let french = name.iter().any(|c| matches!(*c, u::OU | u::DJ | u::E_ACUTE | u::GU | u::GN | u::TCH | u::QU));
    let english = name.iter().any(|&c| {
        matches!(c, u::SH | u::OO | u::EE | u::AA | u::II | u::UU | u::CK) || c == latin(b'w') || c == latin(b'u')
    });
    match (french, english) {
        (true, _) => 2,
        (false, true) => 3,
        (false, false) => 1,
    }
}

static EMBEDDED: &[u8] = include_bytes!("../../gazetteer/names/model.bin");

impl Model {
    /// The model that makan carries, read once.
    #[must_use]
    pub fn embedded() -> &'static Model {
        static MODEL: LazyLock<Model> = LazyLock::new(|| Model::parse(EMBEDDED).unwrap_or_else(|_| Model::untrained()));
        &MODEL
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// When the bytes are no model file of this version.
    pub fn parse(bytes: &[u8]) -> Result<Model, DamagedFile> {
        let mut reader = Reader::new(bytes);
        if reader.take(MODEL_MAGIC.len())? != MODEL_MAGIC {
            return Err(DamagedFile::new("no name model of this version"));
        }
        let arabic = Direction::parse(&mut reader)?;
        let latin = Direction::parse(&mut reader)?;
        let mut fit = Fit::default();
        for number in fit.similarity.iter_mut().chain(&mut fit.chance).flatten() {
            *number = f32::from_le_bytes(reader.array()?);
        }
        Ok(Model { directions: [arabic, latin], fit, id: fingerprint(bytes) })
    }

    /// A model without experience: every unit writes itself.
    fn untrained() -> Model {
        Model { directions: [Direction::untrained(), Direction::untrained()], fit: Fit::default(), id: 0 }
    }

    /// What an index was built with must be what it is read with: the fingerprint of the model.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn direction(&self, script: Script) -> &Direction {
        &self.directions[direction_of(script)]
    }

    pub(crate) fn fit(&self) -> &Fit {
        &self.fit
    }
}

impl Direction {
    fn parse(reader: &mut Reader<'_>) -> Result<Direction, DamagedFile> {
        let mut sets = Vec::new();
        for _ in 0..reader.u16()? {
            sets.push(u128::from_le_bytes(reader.array()?));
        }
        let mut nodes = Vec::new();
        for at in 0..reader.u16()? {
            let [position, set] = reader.array()?;
            let (yes, no) = (reader.u16()?, reader.u16()?);
            // A tree's children come after it: no walk can turn in a circle.
            if position != LEAF && (yes <= at || no <= at) {
                return Err(DamagedFile::new("a decision tree that turns back"));
            }
            nodes.push(Node { position, set, yes, no });
        }
        let roots = (0..UNITS).map(|_| reader.u16()).collect::<Result<_, _>>()?;
        let costs =
            |reader: &mut Reader<'_>| -> Result<Vec<Cost>, DamagedFile> { (0..UNITS).map(|_| reader.cost()).collect() };
        let floor = costs(reader)?;
        let insert = costs(reader)?.into_iter().map(|cost| cost.max(LEAST_INSERTION)).collect();
        let mut background = vec![[0; UNITS]; UNITS];
        for cost in background.iter_mut().flatten() {
            *cost = Cost::from(reader.u8()?) * 4;
        }
        let leaves = (0..reader.u16()?).map(|_| Leaf::parse(reader, &floor)).collect::<Result<Vec<_>, _>>()?;
        let mut direction =
            Direction { sets, nodes, roots, leaves, by_pair: HashMap::new(), outlines: Vec::new(), insert, background };
        direction.turn();
        Ok(direction)
    }

    fn untrained() -> Direction {
        let leaf = |unit: usize| {
            let mut one = [600; UNITS];
            if let Some(own) = one.get_mut(unit) {
                *own = 0;
            }
            Leaf { silent: 300, one, two: Vec::new() }
        };
        let nodes = (0..UNITS as u16).map(|yes| Node { position: LEAF, set: 0, yes, no: 0 }).collect();
        let mut direction = Direction {
            sets: Vec::new(),
            nodes,
            roots: (0..UNITS as u16).collect(),
            leaves: (0..UNITS).map(leaf).collect(),
            by_pair: HashMap::new(),
            outlines: Vec::new(),
            insert: vec![400; UNITS],
            background: vec![[200; UNITS]; UNITS],
        };
        direction.turn();
        direction
    }

    /// Draws the outlines, and lists the pairs of letters.
    fn turn(&mut self) {
        let insertion = self.insert.iter().copied().min().unwrap_or(0);
        self.outlines = self.leaves.iter().map(|leaf| leaf.outline(insertion)).collect();
        for (symbol, leaf) in (0..).zip(&self.leaves) {
            for &(a, b, cost) in &leaf.two {
                self.by_pair.entry(pair_number(a, b)).or_default().push((symbol, cost));
            }
        }
    }

    /// The leaves that were seen writing two letters.
    pub(crate) fn pair(&self, a: Unit, b: Unit) -> &[(u16, Cost)] {
        self.by_pair.get(&pair_number(a, b)).map_or(&[], Vec::as_slice)
    }

    /// What a symbol costs at least.
    pub(crate) fn outline(&self, symbol: u16) -> Outline {
        self.outlines.get(usize::from(symbol)).copied().unwrap_or(Outline { least: [0; 3], cheap: [u32::MAX; 2] })
    }

    /// The leaf of each unit that sounds.
    pub(crate) fn symbols(&self, name: &[Unit]) -> Vec<u16> {
        let style = style(name);
        let sounding = name.iter().enumerate().filter(|&(_, &unit)| sounds(unit));
        sounding.map(|(at, &unit)| self.symbol(unit, &context(name, at, style))).collect()
    }

    fn symbol(&self, unit: Unit, context: &[Unit; CONTEXT]) -> u16 {
        let mut at = self.roots.get(usize::from(unit)).copied().unwrap_or(0);
        while let Some(node) = self.nodes.get(usize::from(at)) {
            if node.position == LEAF {
                return node.yes;
            }
            let neighbour = context.get(usize::from(node.position)).copied().unwrap_or(EDGE);
            let set = self.sets.get(usize::from(node.set)).copied().unwrap_or(0);
            at = if set >> (neighbour & 127) & 1 == 1 { node.yes } else { node.no };
        }
        0
    }

    pub(crate) fn leaf(&self, symbol: u16) -> Option<&Leaf> {
        self.leaves.get(usize::from(symbol))
    }

    pub(crate) fn leaf_count(&self) -> usize {
        self.leaves.len()
    }

    pub(crate) fn insertion(&self, letter: Unit) -> Cost {
        self.insert.get(usize::from(letter)).copied().unwrap_or(NEVER)
    }

    pub(crate) fn background(&self, letters: &[Unit]) -> i32 {
        let mut before = EDGE;
        let mut sum = 0;
        for &letter in letters.iter().chain([&EDGE]) {
            sum += self
                .background
                .get(usize::from(before))
                .and_then(|row| row.get(usize::from(letter)))
                .map_or(0, |&c| i32::from(c));
            before = letter;
        }
        sum
    }
}

impl Leaf {
    fn parse(reader: &mut Reader<'_>, floor: &[Cost]) -> Result<Leaf, DamagedFile> {
        let silent = reader.cost()?;
        let mut one = [NEVER; UNITS];
        one.iter_mut().zip(floor).for_each(|(cost, &floor)| *cost = floor);
        for _ in 0..reader.u8()? {
            let letter = reader.u8()?;
            let cost = reader.cost()?;
            if let Some(slot) = one.get_mut(usize::from(letter)) {
                *slot = cost.min(*slot);
            }
        }
        let mut two = Vec::new();
        for _ in 0..reader.u8()? {
            let [a, b] = reader.array()?;
            two.push((a, b, reader.cost()?));
        }
        two.sort_unstable();
        Ok(Leaf { silent, one, two })
    }

    /// The cost of writing two letters that were learned as a pair.
    pub(crate) fn pair(&self, a: Unit, b: Unit) -> Option<Cost> {
        let at = self.two.binary_search_by_key(&(a, b), |&(a, b, _)| (a, b)).ok()?;
        self.two.get(at).map(|&(_, _, cost)| cost)
    }

    /// Two letters are a learned pair, whose excess either letter bears half of, or one letter and
    /// an insertion, which alone is dearer by the last step at least.
    fn outline(&self, insertion: Cost) -> Outline {
        let one = self.one.iter().copied().min().unwrap_or(0);
        let composite = one + insertion - STEPS[1];
        let two = self.two.iter().map(|&(_, _, cost)| cost).fold(composite, Cost::min);
        let cheap = STEPS.map(|step| {
            let single = (0..).zip(&self.one).filter(|&(_, &cost)| cost - one < step);
            let pairs = self.two.iter().filter(|&&(_, _, cost)| cost - two < 2 * step);
            single.fold(0, |set, (letter, _)| set | letter_bit(letter))
                | pairs.fold(0, |set, &(a, b, _)| set | letter_bit(a) | letter_bit(b))
        });
        Outline { least: [self.silent, one, two], cheap }
    }
}

/// The letters of a query, without gaps, at most [`super::MAX_QUERY`].
pub(crate) fn query_letters(query: &str) -> Vec<Unit> {
    let mut letters: Vec<Unit> = units(query).into_iter().filter(|&c| sounds(c)).collect();
    letters.truncate(super::MAX_QUERY);
    letters
}

/// The script of most letters.
pub(crate) fn script_of(units: &[Unit]) -> Script {
    let arabic = units.iter().filter(|&&c| is_arabic(c)).count();
    if arabic * 2 > units.iter().filter(|&&c| sounds(c)).count() { Script::Arabic } else { Script::Latin }
}

fn pair_number(a: Unit, b: Unit) -> u16 {
    u16::from(a) * UNITS as u16 + u16::from(b)
}

/// FNV-1a.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
