use super::country::Country;
use super::trie::Problem;
use std::str::FromStr;

/// The number of an actor in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActorId(pub u16);

/// One row of `actors.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Short and stable: `jnim`.
    pub id: String,
    /// The name in makan's output: `JNIM`.
    pub name: String,
    /// The name that ACLED writes: `JNIM: Group for Support of Islam and Muslims`.
    pub acled_name: String,
    /// Other names that data sets give it.
    pub data_names: Vec<String>,
    /// Its names as texts write them, in all languages.
    pub aliases: Vec<String>,
    /// What it is.
    pub kind: ActorKind,
    /// Where it is at home; `None` for what belongs to no one country.
    pub country: Option<Country>,
    /// The countries in which it fights; empty where that is not known.
    pub range: Vec<Country>,
    /// The first year in which it acted, where known.
    pub since: Option<i16>,
    /// The last year in which it acted.
    pub until: Option<i16>,
    /// The actor it is a part of (a katiba of JNIM), by id; empty for none.
    pub part_of: String,
}

/// What an actor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActorKind {
    /// The armed forces, police or guards of a state.
    State,
    /// Rebels and jihadists: whoever fights a state for power or land.
    Rebel,
    /// Militias: communal, political, or set up for self-defence.
    Militia,
    /// Forces from abroad, and joint or international ones.
    Foreign,
    /// Peacekeepers.
    Peacekeeper,
    /// A named organisation that is no party to violence: a medium, a ministry, an alliance.
    Organisation,
    /// A people: its armed men are an ethnic militia, the others civilians.
    Community,
}

impl FromStr for ActorKind {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Ok(match word {
            "state" => ActorKind::State,
            "rebel" => ActorKind::Rebel,
            "militia" => ActorKind::Militia,
            "foreign" => ActorKind::Foreign,
            "peacekeeper" => ActorKind::Peacekeeper,
            "organisation" => ActorKind::Organisation,
            "community" => ActorKind::Community,
            _ => return Err(()),
        })
    }
}

/// Reads the table: the actors, and every alias with the actor that it names.
pub(super) fn read(table: &str, problems: &mut Vec<Problem>) -> (Vec<Actor>, Vec<(String, ActorId)>) {
    let (mut actors, mut names) = (Vec::new(), Vec::new());
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).from_reader(table.as_bytes());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                problems.push(Problem { file: "actors".into(), line: 0, what: error.to_string() });
                continue;
            }
        };
        let field = |i: usize| record.get(i).unwrap_or_default().trim();
        let line = record.position().map_or(0, |p| p.line() as usize);
        let mut problem = |what: String| problems.push(Problem { file: "actors".into(), line, what });
        if record.len() != 12 {
            problem(format!("12 fields expected, {} found", record.len()));
            continue;
        }
        let Ok(kind) = field(3).parse() else {
            problem(format!("{:?} is no kind of actor", field(3)));
            continue;
        };
        let id = ActorId(actors.len() as u16);
        let list = |i: usize| field(i).split('|').map(str::trim).filter(|a| !a.is_empty()).map(str::to_owned);
        let aliases: Vec<String> = [9, 10, 11].into_iter().flat_map(list).collect();
        names.extend(aliases.iter().map(|alias| (alias.clone(), id)));
        let mut data_names = list(2);
        actors.push(Actor {
            id: field(0).to_owned(),
            name: field(1).to_owned(),
            acled_name: data_names.next().unwrap_or_else(|| field(1).to_owned()),
            data_names: data_names.collect(),
            aliases,
            kind,
            country: Country::parse(field(4)),
            range: field(5).split_whitespace().filter_map(Country::parse).collect(),
            since: field(6).parse().ok(),
            until: field(7).parse().ok(),
            part_of: field(8).to_owned(),
        });
    }
    for actor in &actors {
        if !actor.part_of.is_empty() && !actors.iter().any(|a| a.id == actor.part_of) {
            problems.push(Problem { file: "actors".into(), line: 0, what: format!("no actor {:?}", actor.part_of) });
        }
    }
    (actors, names)
}
