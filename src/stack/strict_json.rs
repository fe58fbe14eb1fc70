//! JSON in which a structure is an object and nothing else.
//!
//! What serde derives for a struct also takes a sequence, as the fields in their order;
//! AWS's protocols know no such thing (Smithy, "JSON shape serialization": a structure is
//! an object) and refuse it wherever it stands. This goes between serde and `serde_json`
//! and asks for a map wherever a struct is meant, at any depth. The contents of enums and
//! of `#[serde(flatten)]` are beyond its reach.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};

use crate::error::plain;

/// As [`serde_json::from_slice`], with lists refused in the place of structures.
///
/// # Errors
/// What is no JSON, and what is not of the shape.
pub(super) fn from_slice<'a, T: Deserialize<'a>>(text: &'a [u8]) -> serde_json::Result<T> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let value = T::deserialize(Strict(&mut json))?;
    json.end()?;
    Ok(value)
}

/// The error in AWS's own words, where they are known.
pub(super) fn as_aws_says(error: &serde_json::Error) -> String {
    let told = error.to_string();
    if told.contains("invalid type: sequence") {
        "Start of list found where not expected".to_owned()
    } else if told.contains("invalid type: map") {
        "Start of structure or map found where not expected.".to_owned()
    } else {
        plain(&told).into_owned()
    }
}

/// Passes everything on; a struct is asked for as a map.
struct Strict<T>(T);

macro_rules! pass_on {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(Strict(visitor))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    pass_on! {
        deserialize_any deserialize_bool deserialize_char deserialize_str deserialize_string
        deserialize_bytes deserialize_byte_buf deserialize_option deserialize_unit
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64 deserialize_seq deserialize_map
        deserialize_identifier deserialize_ignored_any
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Strict(visitor))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, Strict(visitor))
    }

    /// Also how a raw value is asked for, by a name of its own.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, Strict(visitor))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(length, Strict(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0
            .deserialize_tuple_struct(name, length, Strict(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, Strict(visitor))
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

macro_rules! take {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.0.$method(value)
        })*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Strict<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    take! {
        visit_bool: bool,
        visit_i8: i8, visit_i16: i16, visit_i32: i32, visit_i64: i64, visit_i128: i128,
        visit_u8: u8, visit_u16: u16, visit_u32: u32, visit_u64: u64, visit_u128: u128,
        visit_f32: f32, visit_f64: f64, visit_char: char,
        visit_str: &str, visit_borrowed_str: &'de str, visit_string: String,
        visit_bytes: &[u8], visit_borrowed_bytes: &'de [u8], visit_byte_buf: Vec<u8>,
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Strict(inner))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Strict(inner))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Strict(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Strict(entries))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(variant)
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Strict<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Strict(inner))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        self.0.next_element_seed(Strict(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        self.0.next_key_seed(Strict(seed))
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.0.next_value_seed(Strict(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;
    use serde_json::value::RawValue;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        at: i64,
        text: Option<String>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        One,
    }

    #[derive(Debug, Deserialize)]
    struct Outer<'a> {
        #[serde(default)]
        list: Vec<Inner>,
        one: Option<Box<Inner>>,
        #[serde(default)]
        map: BTreeMap<String, Inner>,
        pair: Option<(i64, f64)>,
        kind: Option<Kind>,
        any: Option<Value>,
        #[serde(borrow)]
        raw: Option<&'a RawValue>,
    }

    #[test]
    fn objects_are_read_as_ever() {
        let text = r#" { "list": [{"at": 1, "text": "a\n"}, {"text": null, "at": -2, "x": [[1]]}],
            "one": {"at": 3}, "map": {"k": {"at": 4}}, "pair": [1, 2.5], "kind": "One",
            "any": [[1, {"a": [2]}]], "raw": [ [1] ] } "#;
        let outer: Outer<'_> = from_slice(text.as_bytes()).unwrap();
        let inner = |at, text: Option<&str>| Inner {
            at,
            text: text.map(str::to_owned),
        };
        assert_eq!(outer.list, [inner(1, Some("a\n")), inner(-2, None)]);
        assert_eq!(outer.one, Some(Box::new(inner(3, None))));
        assert_eq!(outer.map["k"], inner(4, None));
        assert_eq!(outer.pair, Some((1, 2.5)));
        assert_eq!(outer.kind, Some(Kind::One));
        assert_eq!(outer.any.unwrap().to_string(), r#"[[1,{"a":[2]}]]"#);
        assert_eq!(outer.raw.unwrap().get(), "[ [1] ]");
    }

    #[test]
    fn lists_are_no_structures_at_any_depth() {
        for text in [
            r#"[[], null, {}, null, null, null, null]"#,
            r#"{"list": [[1, "a"]]}"#,
            r#"{"list": [{"at": 1, "text": null}, [1, null]]}"#,
            r#"{"one": [1, null]}"#,
            r#"{"map": {"k": [1, null]}}"#,
        ] {
            assert!(serde_json::from_str::<Outer<'_>>(text).is_ok(), "{text}");
            let refused = from_slice::<Outer<'_>>(text.as_bytes()).unwrap_err();
            let told = refused.to_string();
            assert!(told.contains("invalid type: sequence"), "{text}: {told}");
        }
        let more = from_slice::<Outer<'_>>(b"{} {}").unwrap_err();
        assert!(more.to_string().contains("trailing characters"), "{more}");
    }
}
