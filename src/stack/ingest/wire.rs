//! The protobuf wire format (protobuf.dev, "Encoding"), read in place.
//!
//! Ingest needs a few fields of a span and the bytes of the rest as they are, so it walks
//! the encoded request instead of building objects of it: that is several times faster.
//! What passes [`check`] passes a full decoder too; a property test compares the two.

/// Why bytes are not the message that they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the request is not a valid message: {0}")]
pub struct Malformed(pub &'static str);

const TRUNCATED: Malformed = Malformed("it ends in the middle of a field");
const WIRE_TYPE: Malformed = Malformed("a field has the wrong type");
const GROUP: Malformed = Malformed("a group does not end where it should");
const DEEP: Malformed = Malformed("it is nested too deeply");
const TEXT: Malformed = Malformed("a string is not UTF-8");
const VARINT: Malformed = Malformed("a number is too long");
const KEY: Malformed = Malformed("a field has no valid number");

/// How deep messages may be nested; a full decoder (prost) allows 100.
pub(super) const DEPTH: u32 = 80;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Varint(u64),
    Fixed64(u64),
    Bytes(&'a [u8]),
    Fixed32(u32),
    /// Of no use in proto3, skipped.
    Group,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub number: u32,
    pub value: Value<'a>,
    /// The whole field with its key.
    pub raw: &'a [u8],
}

impl<'a> Field<'a> {
    pub(super) fn bytes(&self) -> Result<&'a [u8], Malformed> {
        match self.value {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(WIRE_TYPE),
        }
    }

    pub(super) fn text(&self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.bytes()?).map_err(|_| TEXT)
    }

    pub(super) fn fixed64(&self) -> Result<u64, Malformed> {
        match self.value {
            Value::Fixed64(value) => Ok(value),
            _ => Err(WIRE_TYPE),
        }
    }

    pub(super) fn varint(&self) -> Result<u64, Malformed> {
        match self.value {
            Value::Varint(value) => Ok(value),
            _ => Err(WIRE_TYPE),
        }
    }
}

/// The fields of one message, in the order of the bytes.
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

pub(super) fn fields(message: &[u8]) -> Fields<'_> {
    Fields { rest: message }
}

impl<'a> Fields<'a> {
    #[inline]
    fn varint(&mut self) -> Result<u64, Malformed> {
        match self.rest {
            [first, rest @ ..] if *first < 0x80 => {
                self.rest = rest;
                Ok(u64::from(*first))
            }
            _ => self.long_varint(),
        }
    }

    fn long_varint(&mut self) -> Result<u64, Malformed> {
        let mut value = 0_u64;
        for (at, byte) in self.rest.iter().take(10).enumerate() {
            value |= u64::from(byte & 0x7f) << (at * 7);
            if *byte < 0x80 {
                // the tenth byte has room for the last bit alone
                if at == 9 && *byte > 1 {
                    return Err(VARINT);
                }
                self.rest = &self.rest[at + 1..];
                return Ok(value);
            }
        }
        Err(if self.rest.len() < 10 {
            TRUNCATED
        } else {
            VARINT
        })
    }

    #[inline]
    fn take(&mut self, len: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(TRUNCATED)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(TRUNCATED)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// Number and wire type of the next field.
    #[inline]
    fn key(&mut self) -> Result<(u32, u8), Malformed> {
        let key = u32::try_from(self.varint()?).map_err(|_| KEY)?;
        match key >> 3 {
            0 => Err(KEY),
            number => Ok((number, (key & 7) as u8)),
        }
    }

    fn value(&mut self, number: u32, wire_type: u8, depth: u32) -> Result<Value<'a>, Malformed> {
        Ok(match wire_type {
            0 => Value::Varint(self.varint()?),
            1 => Value::Fixed64(u64::from_le_bytes(self.array()?)),
            2 => {
                let len = usize::try_from(self.varint()?).map_err(|_| TRUNCATED)?;
                Value::Bytes(self.take(len)?)
            }
            3 => {
                self.skip_group(number, depth)?;
                Value::Group
            }
            5 => Value::Fixed32(u32::from_le_bytes(self.array()?)),
            _ => return Err(GROUP),
        })
    }

    fn skip_group(&mut self, number: u32, depth: u32) -> Result<(), Malformed> {
        let depth = depth.checked_sub(1).ok_or(DEEP)?;
        loop {
            match self.key()? {
                (inner, 4) if inner == number => return Ok(()),
                (_, 4) => return Err(GROUP),
                (inner, wire_type) => {
                    self.value(inner, wire_type, depth)?;
                }
            }
        }
    }

    /// The next field of a message that is `depth` levels above the deepest one allowed.
    #[inline]
    pub(super) fn next(&mut self, depth: u32) -> Result<Option<Field<'a>>, Malformed> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let before = self.rest;
        let (number, wire_type) = self.key()?;
        let value = self.value(number, wire_type, depth)?;
        let raw = &before[..before.len() - self.rest.len()];
        Ok(Some(Field { number, value, raw }))
    }
}

/// What a field of a known message must be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A number that the message does not define: anything well-formed.
    Free,
    Varint,
    Fixed64,
    Fixed32,
    Bytes,
    Text,
    Message(&'static Shape),
}

/// The fields of a message; the index is the number.
#[derive(Debug)]
pub(super) struct Shape(pub &'static [Kind]);

/// Whether `message` has this shape all the way down.
pub(super) fn check(shape: &Shape, message: &[u8], depth: u32) -> Result<(), Malformed> {
    let mut rest = fields(message);
    while let Some(field) = rest.next(depth)? {
        check_field(shape, &field, depth)?;
    }
    Ok(())
}

/// Whether one field is what `shape` says about its number.
#[inline]
pub(super) fn check_field(shape: &Shape, field: &Field<'_>, depth: u32) -> Result<(), Malformed> {
    let kind = shape.0.get(field.number as usize).unwrap_or(&Kind::Free);
    match (kind, field.value) {
        (Kind::Free, _)
        | (Kind::Varint, Value::Varint(_))
        | (Kind::Fixed64, Value::Fixed64(_))
        | (Kind::Fixed32, Value::Fixed32(_))
        | (Kind::Bytes, Value::Bytes(_)) => Ok(()),
        (Kind::Text, Value::Bytes(bytes)) => {
            std::str::from_utf8(bytes).map(|_| ()).map_err(|_| TEXT)
        }
        (Kind::Message(inner), Value::Bytes(bytes)) => {
            check(inner, bytes, depth.checked_sub(1).ok_or(DEEP)?)
        }
        _ => Err(WIRE_TYPE),
    }
}

/// Writes the key and the length of a field that holds `len` bytes.
pub(super) fn put_header(number: u32, len: usize, out: &mut Vec<u8>) {
    put_varint(u64::from(number << 3 | 2), out);
    put_varint(len as u64, out);
}

/// The size of a field that holds `len` bytes, with its header.
pub(super) fn field_len(number: u32, len: usize) -> usize {
    varint_len(u64::from(number << 3)) + varint_len(len as u64) + len
}

fn put_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn varint_len(value: u64) -> usize {
    ((70 - (value | 1).leading_zeros()) / 7) as usize
}
