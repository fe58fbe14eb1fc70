//! Builds the tree: puts subsegments into their parents.

use std::io;

use super::dedup::{Deduplicated, find};
use super::inferred;
use super::outline::{Fact, Outline, order};
use super::sent::DEEP;
use super::{NodeId, Trace};

/// Deeper subsegments are listed beside their parent instead of in it: what reads a
/// assembled document (a JSON parser with a depth limit, a recursive client) must be able
/// to, however long the chain is that somebody sent.
const DEEPEST: usize = 40;
/// Levels of objects and arrays that a document has at most; parsers stop at 128.
const LEVELS: usize = 120;
/// Fields that nobody counts leave room for chains of full length.
const _: () = assert!((LEVELS - DEEP) / 2 >= DEEPEST);

/// No node at all.
const NONE: u32 = u32::MAX;

/// The trace of the entities; those whose parent is missing stand beside the segments.
///
/// # Errors
/// When what was sent cannot be had.
pub(super) fn build(deduplicated: Deduplicated) -> io::Result<Trace> {
    let Deduplicated {
        sent,
        entities,
        arrivals,
    } = deduplicated;
    let in_progress = entities.iter().any(|entity| entity.end().is_none());
    let deepest = deepest(&entities, |outline| Ok(sent.entity(outline)?.levels()))?;
    let mut builder = TreeBuilder::new(&entities, deepest);
    let mut orphans = builder.without_parent();
    builder.adopt(&orphans);
    // what is left goes round in circles: the earliest of each circle stands alone
    for first in builder.left_by_start() {
        if builder.left[first as usize] {
            orphans.push(first);
            builder.adopt(&[first]);
        }
    }
    let partial = in_progress || orphans.iter().any(|at| entities[*at as usize].subsegment());
    orphans.sort_unstable_by(|a, b| order(&entities[*a as usize], &entities[*b as usize]));
    let placed = builder.placed;
    let children = Children::new(&placed, |a, b| {
        order(&entities[a as usize], &entities[b as usize])
    });
    let mut trace = Trace {
        id: sent.trace,
        partial,
        revision: arrivals,
        unread: 0,
        damaged: false,
        sent,
        inferred: entities.len(),
        outlines: entities,
        children,
        segments: orphans.into_iter().map(NodeId).collect(),
    };
    inferred::add(&mut trace);
    Ok(trace)
}

/// How deep subsegments are put into one another, at most [`DEEPEST`]: less where their
/// own fields are deep.
fn deepest(
    entities: &[Outline],
    levels: impl Fn(&Outline) -> io::Result<usize>,
) -> io::Result<usize> {
    let mut most = 0;
    for entity in entities.iter().filter(|entity| entity.is(Fact::Deep)) {
        most = most.max(levels(entity)?);
    }
    // each level of subsegments is an array in an object
    Ok((LEVELS.saturating_sub(most) / 2).clamp(1, DEEPEST))
}

/// The nodes below each node, in an order.
#[derive(Debug)]
pub(super) struct Children {
    /// Where the children of each begin; one more than there are nodes.
    first: Vec<u32>,
    list: Vec<u32>,
}

impl Children {
    /// By the parent of each node, [`NONE`] where it has none.
    fn new(parents: &[u32], order: impl Fn(u32, u32) -> std::cmp::Ordering) -> Self {
        let mut first = vec![0_u32; parents.len() + 1];
        for parent in parents.iter().filter(|parent| **parent != NONE) {
            first[*parent as usize + 1] += 1;
        }
        for at in 1..first.len() {
            first[at] += first[at - 1];
        }
        let mut list = vec![0; first.last().map_or(0, |all| *all as usize)];
        let mut next = first.clone();
        for (child, parent) in (0..).zip(parents) {
            if let Some(place) = next.get_mut(*parent as usize).filter(|_| *parent != NONE) {
                list[*place as usize] = child;
                *place += 1;
            }
        }
        for at in 1..first.len() {
            let range = first[at - 1] as usize..first[at] as usize;
            list[range].sort_unstable_by(|a, b| order(*a, *b));
        }
        Self { first, list }
    }

    pub(super) fn get(&self, node: u32) -> &[u32] {
        let node = node as usize;
        match (self.first.get(node), self.first.get(node + 1)) {
            (Some(from), Some(to)) => &self.list[*from as usize..*to as usize],
            // what is inferred has none
            _ => &[],
        }
    }
}

struct TreeBuilder<'a> {
    entities: &'a [Outline],
    /// Subsegments by the parent that they name.
    named: Children,
    /// The parent that each names, if it is there.
    parents: Vec<u32>,
    /// The parent in which each is put.
    placed: Vec<u32>,
    left: Vec<bool>,
    deepest: usize,
}

impl<'a> TreeBuilder<'a> {
    fn new(entities: &'a [Outline], deepest: usize) -> Self {
        let parent = |entity: &Outline| {
            let named = entity.parent.filter(|_| entity.subsegment());
            let at = named.and_then(|parent| find(entities, parent));
            at.and_then(|at| u32::try_from(at).ok()).unwrap_or(NONE)
        };
        let parents: Vec<u32> = entities.iter().map(parent).collect();
        Self {
            named: Children::new(&parents, |a, b| a.cmp(&b)),
            placed: vec![NONE; entities.len()],
            left: vec![true; entities.len()],
            entities,
            parents,
            deepest,
        }
    }

    fn without_parent(&self) -> Vec<u32> {
        let parents = (0..).zip(&self.parents);
        let without = parents.filter(|(_, parent)| **parent == NONE);
        without.map(|(at, _)| at).collect()
    }

    /// Puts everything that descends from `roots` in its place.
    fn adopt(&mut self, roots: &[u32]) {
        let mut open = Vec::new();
        let mut pending = Vec::new();
        for root in roots {
            open.push((*root, 0));
            while let Some((node, depth)) = open.pop() {
                self.left[node as usize] = false;
                pending.extend_from_slice(self.named.get(node));
                while let Some(child) = pending.pop() {
                    if !std::mem::replace(&mut self.left[child as usize], false) {
                        continue;
                    }
                    self.placed[child as usize] = node;
                    if depth + 1 < self.deepest {
                        open.push((child, depth + 1));
                    } else {
                        pending.extend_from_slice(self.named.get(child));
                    }
                }
            }
        }
    }

    fn left_by_start(&self) -> Vec<u32> {
        let left = (0..).zip(&self.left).filter(|(_, left)| **left);
        let mut left: Vec<u32> = left.map(|(at, _)| at).collect();
        let entity = |at: u32| &self.entities[at as usize];
        left.sort_unstable_by(|a, b| order(entity(*a), entity(*b)));
        left
    }
}
