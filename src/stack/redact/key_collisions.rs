//! Names of one object that would be one name without their secrets: each but the first
//! gets a number in place of a part of what stands for the secret, so that no value is lost.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::{Kind, Secret, replaced};

/// The names of an object.
#[derive(Default)]
pub(super) struct Keys {
    /// Those without a secret, by where they are.
    same: Vec<(u32, u32)>,
    changed: Vec<Changed>,
}

struct Changed {
    name: String,
    secrets: Vec<Secret>,
    /// How many secrets of the document were known with those of the name.
    found: usize,
}

impl Keys {
    pub(super) fn push(&mut self, range: &Range<usize>) {
        // no document is longer
        if let (Ok(start), Ok(end)) = (u32::try_from(range.start), u32::try_from(range.end)) {
            self.same.push((start, end));
        }
    }

    /// Adds a name with its secrets, the last of which were just found.
    pub(super) fn push_changed(&mut self, name: &str, secrets: Vec<Secret>, found: usize) {
        self.changed.push(Changed {
            name: name.to_owned(),
            secrets,
            found,
        });
    }

    /// Numbers the secrets of names that would be alike; `text` is the name at a range.
    pub(super) fn stay_apart<'a>(
        mut self,
        found: &mut [Secret],
        text: impl Fn(Range<usize>) -> Cow<'a, str>,
    ) {
        if self.changed.len() + self.same.len() < 2 || self.changed.is_empty() {
            return;
        }
        let clean = |changed: &Changed| replaced(&changed.name, &changed.secrets);
        // the next number of each name
        let mut numbers: HashMap<String, u32> =
            self.changed.iter().map(|name| (clean(name), 0)).collect();
        let mut taken = HashSet::new();
        for (start, end) in &self.same {
            let name = text(*start as usize..*end as usize);
            if let Some(number) = numbers.get_mut(name.as_ref()) {
                *number = 2;
            }
            if name.contains('#') {
                taken.insert(name.into_owned());
            }
        }
        for changed in &mut self.changed {
            let Some(number) = numbers.get_mut(&clean(changed)) else {
                continue;
            };
            if *number == 0 {
                *number = 2;
                continue;
            }
            let count = changed.secrets.len();
            let of_text = |secret: &Secret| secret.kind == Kind::Text;
            let last = changed
                .secrets
                .iter()
                .rposition(of_text)
                .unwrap_or(count - 1);
            loop {
                changed.secrets[last].number = *number;
                *number += 1;
                let name = clean(changed);
                if !taken.contains(&name) {
                    break;
                }
            }
            found[changed.found - count + last].number = changed.secrets[last].number;
        }
    }
}
