//! The pages that say where the rows of a table are, made anew.
//!
//! A large table is a tree of pages: its rows are in the leaves, and a page above them leads
//! to hundreds. If that one is lost, SQLite finds none of them, although all are there. But
//! the file also keeps, for giving space back, which page is above which (its pointer map),
//! so that the leaves of a table can be found from below and be put under a new tree.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

/// Leaves or pages below one page of the tree: so many fit whatever their keys are.
const BELOW: usize = 500;
const LEAF: u8 = 0x0d;
const INTERIOR: u8 = 0x05;
/// What the pointer map says of a page in a tree, and of the topmost one.
const IN_TREE: u8 = 5;
const ROOT: u8 = 1;
/// No tree of a store is as high as this.
const HIGHEST: usize = 20;

/// A page number; the first is 1.
pub(super) type Page = u32;

/// A database file that may be changed: a copy.
pub(super) struct Pages<'a> {
    file: &'a File,
    size: usize,
    count: Page,
    /// How many the header names: more, if the end of the file is lost.
    named: Page,
}

/// A leaf, and the first and the last key in it.
#[derive(Debug, Clone, Copy)]
struct Leaf {
    first: i64,
    last: i64,
    page: Page,
    /// Its keys ascend from first to last.
    is_whole: bool,
}

/// What is above each page.
struct Above {
    of: HashMap<Page, Page>,
    /// A part of the map cannot be read.
    is_part: bool,
}

impl<'a> Pages<'a> {
    /// Nothing if the header says no such thing as a store has.
    pub(super) fn new(file: &'a File) -> io::Result<Option<Self>> {
        let mut header = [0; 100];
        if file.read_exact_at(&mut header, 0).is_err() {
            return Ok(None);
        }
        let size = match u16::from_be_bytes([header[16], header[17]]) {
            1 => 65_536,
            size => usize::from(size),
        };
        // every page is used whole
        if !size.is_power_of_two() || size < 512 || header[20] != 0 {
            return Ok(None);
        }
        let count = file.metadata()?.len().div_ceil(size as u64);
        let named = be_u32(&header, 28).unwrap_or_default();
        Ok(Page::try_from(count).ok().map(|count| Self {
            file,
            size,
            count,
            named,
        }))
    }

    /// Nothing if the file has no such page; one that is cut ends with zeros.
    fn read(&self, page: Page) -> Option<Vec<u8>> {
        let at = u64::from(page.checked_sub(1)?) * self.size as u64;
        let mut bytes = vec![0; self.size];
        let mut there = 0;
        while there < self.size {
            match self.file.read_at(&mut bytes[there..], at + there as u64) {
                Ok(0) => break,
                Ok(read) => there += read,
                Err(_) => return None,
            }
        }
        (there > 0).then_some(bytes)
    }

    fn write(&self, page: Page, bytes: &[u8]) -> io::Result<()> {
        let at = u64::from(page.saturating_sub(1)) * self.size as u64;
        self.file.write_all_at(bytes, at)
    }

    /// Reads the pointer map: its pages stand before those of which they tell.
    fn above(&self) -> Above {
        let entries = self.size / 5;
        let mut above = Above {
            of: HashMap::new(),
            is_part: false,
        };
        // those that are lost may be above others
        let end = self.count.max(self.named);
        let mut map: Page = 2;
        while map < end {
            let Some(bytes) = self.read(map) else {
                above.is_part = true;
                break;
            };
            let mut known = 0;
            let pages = (map + 1..=end).zip(bytes.chunks_exact(5));
            for (page, entry) in pages.take(entries) {
                known += u32::from((1..=IN_TREE).contains(&entry[0]));
                match (entry[0], be_u32(entry, 1)) {
                    (ROOT, Some(_)) => drop(above.of.insert(page, 0)),
                    (IN_TREE, Some(parent)) => drop(above.of.insert(page, parent)),
                    _ => {}
                }
            }
            above.is_part |= known == 0;
            map = map.saturating_add(entries as Page + 1);
        }
        above
    }

    /// Puts what is there of the tables whose topmost pages are `roots` under trees that
    /// lead to all of it, where they do not. Returns those tables of which a page is lost,
    /// or may be.
    pub(super) fn relink(&mut self, roots: &BTreeMap<String, Page>) -> io::Result<HashSet<String>> {
        let broken: BTreeMap<&String, Page> = roots
            .iter()
            .filter(|(_, root)| !self.is_whole(**root, HIGHEST))
            .map(|(table, root)| (table, *root))
            .collect();
        if broken.is_empty() {
            return Ok(HashSet::new());
        }
        let above = self.above();
        let parents: HashSet<Page> = above.of.values().copied().collect();
        let mut leaves: HashMap<Page, Vec<Leaf>> = HashMap::new();
        let mut lost = HashSet::new();
        for page in above.of.keys().copied() {
            let Some(root) = top(&above, page).filter(|root| *root != page) else {
                continue;
            };
            match self
                .read(page)
                .as_deref()
                .and_then(|bytes| leaf(page, bytes))
            {
                Some(leaf) => {
                    leaves.entry(root).or_default().push(leaf);
                    if !leaf.is_whole {
                        lost.insert(root);
                    }
                }
                None if parents.contains(&page) => {}
                None => drop(lost.insert(root)),
            }
        }
        let mut with_losses = HashSet::new();
        for (table, root) in broken {
            if above.is_part || lost.contains(&root) {
                with_losses.insert(table.clone());
            }
            match leaves.remove(&root) {
                Some(leaves) => self.lead_to(leaves, root)?,
                None => drop(with_losses.insert(table.clone())),
            }
        }
        // the number of pages, which nobody looks behind
        self.file.write_all_at(&self.count.to_be_bytes(), 28)?;
        Ok(with_losses)
    }

    /// Whether all pages below this one are there.
    fn is_whole(&self, page: Page, height: usize) -> bool {
        let Some(bytes) = self.read(page) else {
            return false;
        };
        if bytes[0] != INTERIOR {
            return bytes[0] == LEAF;
        }
        height > 0
            && children(&bytes).is_some_and(|below| {
                below
                    .into_iter()
                    .all(|child| self.is_whole(child, height - 1))
            })
    }

    /// Writes a tree that leads to the leaves, with `root` at its top.
    fn lead_to(&mut self, leaves: Vec<Leaf>, root: Page) -> io::Result<()> {
        let mut level: Vec<Leaf> = Vec::new();
        let (mut whole, torn): (Vec<_>, Vec<_>) = leaves.into_iter().partition(|l| l.is_whole);
        whole.sort_by_key(|leaf| (leaf.first, leaf.last));
        // keys ascend from page to page, or none behind is found; those of a torn page may
        // be any
        for leaf in whole.into_iter().chain(torn) {
            let at = level.partition_point(|other| other.first < leaf.first);
            let (before, after) = level.split_at(at);
            if before.last().is_none_or(|before| before.last < leaf.first)
                && after.first().is_none_or(|after| leaf.last < after.first)
            {
                level.insert(at, leaf);
            }
        }
        while level.len() > BELOW {
            let mut next = Vec::new();
            for below in level.chunks(BELOW) {
                self.count += 1;
                self.write(self.count, &self.interior(below))?;
                let ends = below.first().zip(below.last());
                next.extend(ends.map(|(first, last)| Leaf {
                    first: first.first,
                    last: last.last,
                    page: self.count,
                    is_whole: true,
                }));
            }
            level = next;
        }
        self.write(root, &self.interior(&level))
    }

    /// A page that leads to others.
    fn interior(&self, below: &[Leaf]) -> Vec<u8> {
        let mut page = vec![0; self.size];
        page[0] = INTERIOR;
        let Some((last, others)) = below.split_last() else {
            return page;
        };
        let mut content = self.size;
        for (number, leaf) in others.iter().enumerate() {
            let mut cell = leaf.page.to_be_bytes().to_vec();
            put_varint(leaf.last, &mut cell);
            content -= cell.len();
            page[content..content + cell.len()].copy_from_slice(&cell);
            let pointer = 12 + 2 * number;
            page[pointer..pointer + 2].copy_from_slice(&(content as u16).to_be_bytes());
        }
        page[3..5].copy_from_slice(&(others.len() as u16).to_be_bytes());
        // 0 stands for 65536
        page[5..7].copy_from_slice(&(content as u16).to_be_bytes());
        page[8..12].copy_from_slice(&last.page.to_be_bytes());
        page
    }
}

/// The topmost page above a page.
fn top(above: &Above, mut page: Page) -> Option<Page> {
    for _ in 0..HIGHEST {
        match above.of.get(&page)? {
            0 => return Some(page),
            parent => page = *parent,
        }
    }
    None
}

/// Where the cells of a page begin.
fn cells(bytes: &[u8], header: usize) -> Option<Vec<&[u8]>> {
    let count = usize::from(be_u16(bytes, 3)?);
    let pointers = bytes.get(header..header + 2 * count)?;
    let cells = pointers.chunks_exact(2).map(|pointer| {
        let at = usize::from(be_u16(pointer, 0)?);
        (at >= header + 2 * count).then(|| bytes.get(at..))?
    });
    cells.collect()
}

fn children(bytes: &[u8]) -> Option<Vec<Page>> {
    let mut below = cells(bytes, 12)?
        .into_iter()
        .map(|cell| be_u32(cell, 0))
        .collect::<Option<Vec<_>>>()?;
    below.push(be_u32(bytes, 8)?);
    Some(below)
}

/// A page with rows, if it is one.
fn leaf(page: Page, bytes: &[u8]) -> Option<Leaf> {
    if bytes[0] != LEAF {
        return None;
    }
    let cells = cells(bytes, 8)?;
    let keys = cells.iter().map_while(|cell| {
        let (_, size) = varint(cell)?;
        Some(varint(cell.get(size..)?)?.0)
    });
    let mut leaf: Option<Leaf> = None;
    let mut ascending = 0;
    for key in keys {
        let (first, last) = leaf.map_or((key, None), |leaf| (leaf.first, Some(leaf.last)));
        if last.is_some_and(|last| last >= key) {
            break;
        }
        ascending += 1;
        leaf = Some(Leaf {
            first,
            last: key,
            page,
            is_whole: ascending == cells.len(),
        });
    }
    leaf
}

fn be_u16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A number as SQLite writes it, and how many bytes it has.
fn varint(bytes: &[u8]) -> Option<(i64, usize)> {
    let mut number = 0_u64;
    for (at, byte) in bytes.iter().take(9).enumerate() {
        if at == 8 {
            return Some(((number << 8 | u64::from(*byte)).cast_signed(), 9));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number.cast_signed(), at + 1));
        }
    }
    None
}

fn put_varint(number: i64, to: &mut Vec<u8>) {
    let mut number = number.cast_unsigned();
    let start = to.len();
    if number >> 56 != 0 {
        to.push((number & 0xff) as u8);
        number >>= 8;
        for _ in 0..8 {
            to.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
    } else {
        to.push((number & 0x7f) as u8);
        number >>= 7;
        while number != 0 {
            to.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
    }
    to[start..].reverse();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for number in (0..63).flat_map(|bits| [(1_i64 << bits) - 1, 1 << bits, -(1 << bits)]) {
            let mut bytes = Vec::new();
            put_varint(number, &mut bytes);
            assert_eq!(varint(&bytes), Some((number, bytes.len())), "{number}");
            assert_eq!(varint(&bytes[..bytes.len() - 1]), None, "{number}");
        }
    }
}
