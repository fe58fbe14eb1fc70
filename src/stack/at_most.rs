//! Lists whose length is looked at while they are read.
//!
//! An element of two bytes may take a hundred in memory and as many in the answer, so a
//! list that is too long is not kept: its rest is passed over, and its reader is told.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, SeqAccess, Visitor};

/// A list of up to `MAX` elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AtMost<T, const MAX: usize>(Option<Vec<T>>);

impl<T, const MAX: usize> AtMost<T, MAX> {
    /// `None` if there were more.
    pub(super) fn list(self) -> Option<Vec<T>> {
        self.0
    }
}

impl<'de, T: Deserialize<'de>, const MAX: usize> Deserialize<'de> for AtMost<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list = deserializer.deserialize_seq(List::<T, MAX>(PhantomData))?;
        Ok(Self(list))
    }
}

struct List<T, const MAX: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MAX: usize> Visitor<'de> for List<T, MAX> {
    type Value = Option<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while list.len() < MAX {
            match sequence.next_element()? {
                Some(element) => list.push(element),
                None => return Ok(Some(list)),
            }
        }
        let mut is_over = false;
        while sequence.next_element::<IgnoredAny>()?.is_some() {
            is_over = true;
            list = Vec::new();
        }
        Ok((!is_over).then_some(list))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_too_long_is_read_and_not_kept() {
        let read = |text| serde_json::from_str::<AtMost<u8, 2>>(text).map(AtMost::list);
        assert_eq!(read("[]").unwrap(), Some(vec![]));
        assert_eq!(read("[1,2]").unwrap(), Some(vec![1, 2]));
        assert_eq!(read("[1,2,{}]").unwrap(), None);
        assert!(read("[1,2,}]").is_err());
        assert!(read("{}").is_err());
    }
}
