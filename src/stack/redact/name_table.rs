//! The names of the list in a table, and a walk through bytes at several places at once.
//!
//! One step waits for what the one before it read, so a single walk costs the same however
//! fast the machine reads; four of them cost little more than one. What joins words changes
//! nothing in the table; a `%` and a backslash, which may begin a code, stop the walk.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::{Anchored, dfa::DFA};

use super::names;

const LANES: usize = 4;
/// Shorter than this, one walk does.
const MIN_LANE: usize = 128;
/// Instead of a state: something to look at.
const STOP: u16 = u16::MAX;
const COMMAND: &str = "curl";

/// What a walk comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A name whose value may be secret.
    Name,
    /// Only the name that is in too many words to be looked for alone.
    Short,
    /// Only the command whose `-u` is a user.
    Command,
    Percent,
    Backslash,
}

pub(super) struct Table {
    /// Bytes that lead to the same states have the same column.
    columns: [u8; 256],
    width: usize,
    /// A state is where its row begins.
    rows: Vec<u16>,
    start: u16,
    /// From here on, states in which a name ends.
    matches: u16,
    found: Vec<Found>,
    longest: usize,
}

pub(super) static TABLE: LazyLock<Option<Table>> = LazyLock::new(Table::new);

impl Table {
    /// None if the list should ever be too long for it.
    fn new() -> Option<Self> {
        // schemes of tokens, what a password follows in SQL, how web tokens begin, what begins a
        // key in a URL, and the command
        let others = [
            "bearer",
            "basic",
            "identified",
            "eyj",
            "private+key",
            COMMAND,
        ];
        let others = others.map(str::to_owned);
        let parts: Vec<String> = names::compacted().chain(others).collect();
        let dfa = DFA::builder()
            .ascii_case_insensitive(true)
            .build(&parts)
            .ok()?;
        let start = dfa.start_state(Anchored::No).ok()?;
        let mut states = reachable(&dfa, start);
        states.sort_by_key(|state| dfa.is_match(*state));
        let places: HashMap<StateID, usize> = states
            .iter()
            .enumerate()
            .map(|(at, state)| (*state, at))
            .collect();

        let next = |byte: u8, at: usize, state: StateID| match byte {
            b'%' | b'\\' => None,
            byte if names::is_joint(byte) => Some(at),
            byte => places
                .get(&dfa.next_state(Anchored::No, state, byte))
                .copied(),
        };
        let mut distinct: Vec<Vec<Option<usize>>> = Vec::new();
        let mut columns = [0; 256];
        for byte in 0..=u8::MAX {
            let states = states.iter().enumerate();
            let column: Vec<_> = states.map(|(at, state)| next(byte, at, *state)).collect();
            let known = distinct.iter().position(|other| *other == column);
            let place = known.unwrap_or(distinct.len());
            if known.is_none() {
                distinct.push(column);
            }
            columns[usize::from(byte)] = u8::try_from(place).ok()?;
        }

        let width = distinct.len();
        let row = |at: usize| u16::try_from(at * width).ok().filter(|row| *row != STOP);
        let mut rows = Vec::with_capacity(states.len() * width);
        for at in 0..states.len() {
            for column in &distinct {
                rows.push(column[at].map_or(Some(STOP), row)?);
            }
        }
        let found = |state: &StateID| {
            let only = (dfa.match_len(*state) == 1).then(|| dfa.match_pattern(*state, 0));
            match only.map(|only| parts[only.as_usize()].as_str()) {
                Some(names::SHORT) => Found::Short,
                Some(COMMAND) => Found::Command,
                _ => Found::Name,
            }
        };
        let first = states.iter().position(|state| dfa.is_match(*state))?;
        Some(Self {
            columns,
            width,
            rows,
            start: row(places[&start])?,
            matches: row(first)?,
            found: states[first..].iter().map(found).collect(),
            longest: parts.iter().map(String::len).max()?,
        })
    }

    pub(super) fn start(&self) -> u16 {
        self.start
    }

    /// Reads one byte; what it comes to, if that is more than a part of a name.
    pub(super) fn step(&self, state: &mut u16, byte: u8) -> Option<Found> {
        *state = self.next(*state, byte);
        if *state < self.matches {
            return None;
        }
        Some(self.resolve(state, byte))
    }

    fn next(&self, state: u16, byte: u8) -> u16 {
        self.rows[usize::from(state) + usize::from(self.columns[usize::from(byte)])]
    }

    #[cold]
    fn resolve(&self, state: &mut u16, byte: u8) -> Found {
        if *state == STOP {
            // no name has these signs
            *state = self.start;
            return match byte {
                b'%' => Found::Percent,
                _ => Found::Backslash,
            };
        }
        self.found[usize::from(*state - self.matches) / self.width]
    }

    /// Whether what is found anywhere stops the walk; it is told what, and where that ends.
    pub(super) fn any(&self, bytes: &[u8], stops: impl Fn(Found, usize) -> bool) -> bool {
        let length = bytes.len() / LANES;
        if length < MIN_LANE {
            return self.walk(bytes, 0, self.start, &stops).is_none();
        }
        let mut states = [self.start; LANES];
        for (lane, begun) in states.iter_mut().enumerate().skip(1) {
            let end = lane * length;
            let begin = self.begin_before(bytes, end);
            match self.walk(&bytes[..end], begin, self.start, &stops) {
                Some(state) => *begun = state,
                None => return true,
            }
        }
        let (first, rest) = bytes.split_at(length);
        let (second, rest) = rest.split_at(length);
        let (third, rest) = rest.split_at(length);
        let fourth = &rest[..length];
        let [mut one, mut two, mut three, mut four] = states;
        for at in 0..length {
            let read = [first[at], second[at], third[at], fourth[at]];
            one = self.next(one, read[0]);
            two = self.next(two, read[1]);
            three = self.next(three, read[2]);
            four = self.next(four, read[3]);
            if one.max(two).max(three.max(four)) < self.matches {
                continue;
            }
            let lanes = [&mut one, &mut two, &mut three, &mut four];
            for (lane, (state, byte)) in lanes.into_iter().zip(read).enumerate() {
                if *state >= self.matches {
                    let found = self.resolve(state, byte);
                    if stops(found, lane * length + at + 1) {
                        return true;
                    }
                }
            }
        }
        self.walk(bytes, LANES * length, four, &stops).is_none()
    }

    /// Walks from here to the end; none if something stopped it.
    fn walk(
        &self,
        bytes: &[u8],
        from: usize,
        state: u16,
        stops: &impl Fn(Found, usize) -> bool,
    ) -> Option<u16> {
        let mut state = state;
        for (at, byte) in bytes.iter().enumerate().skip(from) {
            if let Some(found) = self.step(&mut state, *byte)
                && stops(found, at + 1)
            {
                return None;
            }
        }
        Some(state)
    }

    /// Where the longest name would begin that goes on at `end`.
    fn begin_before(&self, bytes: &[u8], end: usize) -> usize {
        let letters = bytes[..end].iter().enumerate().rev();
        let mut letters = letters.filter(|(_, byte)| !names::is_joint(**byte));
        letters.nth(self.longest).map_or(0, |(at, _)| at)
    }
}

fn reachable(dfa: &DFA, start: StateID) -> Vec<StateID> {
    let mut states = vec![start];
    let mut known: std::collections::HashSet<StateID> = states.iter().copied().collect();
    let mut at = 0;
    while let Some(state) = states.get(at).copied() {
        at += 1;
        for byte in 0..=u8::MAX {
            let next = dfa.next_state(Anchored::No, state, byte);
            if known.insert(next) {
                states.push(next);
            }
        }
    }
    states
}
