//! JSON patterns: one pass over the message that checks it and picks out what the
//! selectors point at, without building a tree of it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use memchr::memmem::Finder;
use serde::de::{DeserializeSeed, Deserializer as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer;
use serde_json::value::RawValue;

use super::value::{Scalar, ValueTest};
use crate::query::log_pattern::ast::{Ast, Check, Expr, Selector, Step};
use crate::query::log_pattern::literals::RequiredLiterals;

#[derive(Debug, Clone)]
pub(in crate::query::log_pattern) struct Json {
    /// Texts that must be there, the longest first.
    literals: Vec<Finder<'static>>,
    /// Unless this is there.
    unless: Finder<'static>,
    /// The selectors, merged; the first node is the whole message.
    nodes: Vec<Node>,
    /// How many selectors there are, alike ones counted once.
    slots: usize,
    test: Test,
}

/// Where a step of one or more selectors leads.
#[derive(Debug, Clone, Default)]
struct Node {
    /// The selector that ends here.
    slot: Option<usize>,
    keys: Vec<(String, usize)>,
    any_key: Option<usize>,
    indices: Vec<(usize, usize)>,
    any_index: Option<usize>,
}

#[derive(Debug, Clone)]
enum Test {
    All(Vec<Self>),
    Any(Vec<Self>),
    Of(usize, Wanted),
}

#[derive(Debug, Clone)]
enum Wanted {
    Compare(ValueTest),
    /// `null`, `true` or `false`, as JSON writes them.
    Literal(&'static str),
    Absent,
}

/// What a selector points at: its slot and the JSON text.
type Found<'m> = (usize, &'m str);

/// More of them cost more than they save.
const MAX_LITERALS: usize = 3;

impl Json {
    pub(super) fn new(ast: &Ast, expr: &Expr) -> Self {
        let literals = RequiredLiterals::new(ast);
        let mut texts = literals.all;
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        texts.truncate(MAX_LITERALS);
        let mut json = Self {
            literals: texts
                .iter()
                .map(|text| Finder::new(text.as_bytes()).into_owned())
                .collect(),
            unless: Finder::new(literals.unless.unwrap_or_default()).into_owned(),
            nodes: vec![Node::default()],
            slots: 0,
            test: Test::All(Vec::new()),
        };
        json.test = json.test_of(expr);
        json
    }

    pub(super) fn matches(&self, message: &str) -> bool {
        let bytes = message.as_bytes();
        let may = || {
            let missing = |literal: &Finder<'_>| literal.find(bytes).is_none();
            !self.literals.iter().any(missing) || self.unless.find(bytes).is_some()
        };
        is_composite(message) && may() && self.found(message).is_some_and(|f| self.test.holds(&f))
    }

    /// What the selectors point at; `None` if the message is no JSON.
    fn found<'m>(&self, message: &'m str) -> Option<Vec<Found<'m>>> {
        let mut found = Vec::new();
        walk(&self.nodes, 0, message, &mut found).ok()?;
        Some(found)
    }

    /// The first value of each of these selectors in the message, in its own words.
    pub(in crate::query::log_pattern) fn values(
        &self,
        selectors: &[&Selector],
        message: &str,
    ) -> Vec<Option<String>> {
        let found = if is_composite(message) {
            self.found(message).unwrap_or_default()
        } else {
            Vec::new()
        };
        let value = |selector: &&Selector| {
            let slot = self.slot_of(selector)?;
            let of_slot = found.iter().filter(|(of, _)| *of == slot);
            of_slot.filter_map(|(_, text)| shown(text)).next()
        };
        selectors.iter().map(value).collect()
    }

    fn test_of(&mut self, expr: &Expr) -> Test {
        match expr {
            Expr::All(parts) => Test::All(parts.iter().map(|part| self.test_of(part)).collect()),
            Expr::Any(parts) => Test::Any(parts.iter().map(|part| self.test_of(part)).collect()),
            Expr::Test(selector, check) => {
                let wanted = match check {
                    Check::Compare(op, value) => Wanted::Compare(ValueTest::new(*op, value)),
                    Check::IsNull => Wanted::Literal("null"),
                    Check::IsTrue => Wanted::Literal("true"),
                    Check::IsFalse => Wanted::Literal("false"),
                    Check::NotExists => Wanted::Absent,
                };
                Test::Of(self.add(selector), wanted)
            }
        }
    }

    /// The slot of a selector, which is new if no other is like it.
    fn add(&mut self, Selector(steps): &Selector) -> usize {
        let mut at = 0;
        for step in steps {
            at = match self.nodes[at].child(step) {
                Some(child) => child,
                None => {
                    let child = self.nodes.len();
                    self.nodes.push(Node::default());
                    self.nodes[at].grow(step, child);
                    child
                }
            };
        }
        let next = self.slots;
        let slot = *self.nodes[at].slot.get_or_insert(next);
        self.slots = self.slots.max(slot + 1);
        slot
    }

    fn slot_of(&self, Selector(steps): &Selector) -> Option<usize> {
        let start = Some(0);
        let end = steps
            .iter()
            .fold(start, |at, step| self.nodes[at?].child(step));
        self.nodes[end?].slot
    }
}

impl Node {
    fn child(&self, step: &Step) -> Option<usize> {
        match step {
            Step::Key(key) => self.child_of_key(key),
            Step::AnyKey => self.any_key,
            Step::Index(index) => self.child_of_index(*index),
            Step::AnyIndex => self.any_index,
        }
    }

    fn grow(&mut self, step: &Step, child: usize) {
        match step {
            Step::Key(key) => self.keys.push((key.clone(), child)),
            Step::AnyKey => self.any_key = Some(child),
            Step::Index(index) => self.indices.push((*index, child)),
            Step::AnyIndex => self.any_index = Some(child),
        }
    }

    fn child_of_key(&self, key: &str) -> Option<usize> {
        let known = self.keys.iter().find(|(known, _)| known == key);
        known.map(|(_, child)| *child)
    }

    fn child_of_index(&self, index: usize) -> Option<usize> {
        let known = self.indices.iter().find(|(known, _)| *known == index);
        known.map(|(_, child)| *child)
    }

    fn is_inner(&self) -> bool {
        !self.keys.is_empty()
            || !self.indices.is_empty()
            || self.any_key.is_some()
            || self.any_index.is_some()
    }
}

impl Test {
    fn holds(&self, found: &[Found<'_>]) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(found)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(found)),
            Self::Of(slot, wanted) => {
                let mut values = found.iter().filter(|(of, _)| of == slot);
                match wanted {
                    Wanted::Absent => values.next().is_none(),
                    Wanted::Literal(literal) => values.any(|(_, text)| text == literal),
                    Wanted::Compare(comparison) => {
                        values.any(|(_, text)| with_scalar(text, |s| comparison.holds(s)))
                    }
                }
            }
        }
    }
}

/// Whether the text can be an object or an array.
fn is_composite(text: &str) -> bool {
    let first = text.bytes().find(|b| !b" \t\r\n".contains(b));
    matches!(first, Some(b'{' | b'['))
}

/// Hands a value that can be compared to `test`.
fn with_scalar(json: &str, test: impl FnOnce(Scalar<'_>) -> bool) -> bool {
    match json.as_bytes().first() {
        Some(b'"') => text_of(json).is_some_and(|text| test(Scalar::Text(&text))),
        Some(b't' | b'f') => test(Scalar::Boolean),
        Some(b'-' | b'0'..=b'9') => test(Scalar::Number(json)),
        // null, or composite
        _ => false,
    }
}

/// The text of a JSON string.
fn text_of(json: &str) -> Option<Cow<'_, str>> {
    let inside = json.strip_prefix('"')?.strip_suffix('"')?;
    match memchr::memchr(b'\\', inside.as_bytes()) {
        None => Some(Cow::Borrowed(inside)),
        Some(_) => serde_json::from_str(json).ok().map(Cow::Owned),
    }
}

fn shown(json: &str) -> Option<String> {
    match json.as_bytes().first()? {
        b'"' => text_of(json).map(Cow::into_owned),
        b'{' | b'[' | b'n' => None,
        _ => Some(json.to_owned()),
    }
}

/// Picks out of `text`, which is what the path to this node points at.
fn walk<'m>(
    nodes: &[Node],
    node: usize,
    text: &'m str,
    found: &mut Vec<Found<'m>>,
) -> Result<(), serde_json::Error> {
    let mut deserializer = Deserializer::from_str(text);
    let mut picked = Vec::new();
    deserializer.deserialize_any(Pick {
        node: &nodes[node],
        picked: &mut picked,
    })?;
    deserializer.end()?;
    for (child, text) in picked {
        let node = &nodes[child];
        if let Some(slot) = node.slot {
            found.push((slot, text));
        }
        if node.is_inner() && is_composite(text) {
            walk(nodes, child, text, found)?;
        }
    }
    Ok(())
}

/// Visits an object or an array, and picks the members that the node's children are for.
struct Pick<'n, 'p, 'm> {
    node: &'n Node,
    picked: &'p mut Vec<(usize, &'m str)>,
}

impl<'m> Visitor<'m> for Pick<'_, '_, 'm> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'m>>(self, mut map: A) -> Result<(), A::Error> {
        if self.node.any_key.is_some() {
            return self.visit_every_member(map);
        }
        while let Some(child) = map.next_key_seed(ChildOf(self.node))? {
            let Some(child) = child else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let text = map.next_value::<&RawValue>()?.get();
            // of a key that comes twice, the last one counts
            match self.picked.iter_mut().find(|(known, _)| *known == child) {
                Some((_, earlier)) => *earlier = text,
                None => self.picked.push((child, text)),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'m>>(self, mut list: A) -> Result<(), A::Error> {
        let last = self.node.indices.iter().map(|(index, _)| *index).max();
        let mut index = 0;
        loop {
            let wanted = self.node.any_index.is_some() || last.is_some_and(|last| index <= last);
            if !wanted {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                return Ok(());
            }
            let Some(text) = list.next_element::<&RawValue>()? else {
                return Ok(());
            };
            let children = [self.node.child_of_index(index), self.node.any_index];
            let picked = children.into_iter().flatten();
            self.picked.extend(picked.map(|child| (child, text.get())));
            index += 1;
        }
    }
}

impl<'m> Pick<'_, '_, 'm> {
    /// For `.*`: which members there are is known at the end only.
    fn visit_every_member<A: MapAccess<'m>>(self, mut map: A) -> Result<(), A::Error> {
        let mut members: Vec<(Option<usize>, &'m str)> = Vec::new();
        let mut places: HashMap<Cow<'m, str>, usize> = HashMap::new();
        while let Some(key) = map.next_key_seed(Key)? {
            let member = (
                self.node.child_of_key(&key),
                map.next_value::<&RawValue>()?.get(),
            );
            match places.get(&key) {
                Some(place) => members[*place] = member,
                None => {
                    places.insert(key, members.len());
                    members.push(member);
                }
            }
        }
        for (child, text) in members {
            let children = [child, self.node.any_key];
            let picked = children.into_iter().flatten();
            self.picked.extend(picked.map(|child| (child, text)));
        }
        Ok(())
    }
}

/// Reads a key and finds the child for it, without a copy of the key.
struct ChildOf<'n>(&'n Node);

impl<'m> DeserializeSeed<'m> for ChildOf<'_> {
    type Value = Option<usize>;

    fn deserialize<D: serde::Deserializer<'m>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_str(self)
    }
}

impl Visitor<'_> for ChildOf<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.child_of_key(key))
    }
}

/// Reads a key, borrowed where it has no escapes.
struct Key;

impl<'m> DeserializeSeed<'m> for Key {
    type Value = Cow<'m, str>;

    fn deserialize<D: serde::Deserializer<'m>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_str(self)
    }
}

impl<'m> Visitor<'m> for Key {
    type Value = Cow<'m, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'m str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}
