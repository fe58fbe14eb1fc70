//! Whether bytes may hold a secret, at the speed of ingest: nearly all that comes has none
//! and needs no further look.
//!
//! What is looked for is made of the one list of names, and the bytes are read as names are:
//! without case, without what joins words, without codes. So whatever a name is known by is
//! found here too; what stands around it is left to the closer look.

use std::sync::LazyLock;

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::{Anchored, PatternID, dfa::DFA};

use super::{names, scan};

struct Parts {
    dfa: DFA,
    start: StateID,
    /// `sig` is in too many words to be looked for alone.
    short: Option<PatternID>,
    /// `curl/8.5.0` is the user agent of many requests, and no command.
    command: Option<PatternID>,
}

const COMMAND: &str = "curl";

static PARTS: LazyLock<Option<Parts>> = LazyLock::new(|| {
    // schemes of tokens, and the command whose `-u` is a user
    let others = ["bearer", "basic", COMMAND].map(str::to_owned);
    let parts: Vec<String> = names::compacted().chain(others).collect();
    let place = |wanted: &str| {
        let at = parts.iter().position(|part| part == wanted)?;
        PatternID::new(at).ok()
    };
    let (short, command) = (place(names::SHORT), place(COMMAND));
    let dfa = DFA::builder()
        .ascii_case_insensitive(true)
        .build(&parts)
        .ok()?;
    Some(Parts {
        start: dfa.start_state(Anchored::No).ok()?,
        short,
        command,
        dfa,
    })
});

/// Whether these bytes may hold a secret; if not, they need no further look.
pub fn is_suspect(bytes: &[u8]) -> bool {
    match PARTS.as_ref() {
        Some(parts) => parts.are_in(bytes) || may_have_user(bytes),
        None => true,
    }
}

impl Parts {
    fn are_in(&self, bytes: &[u8]) -> bool {
        let mut state = self.start;
        let mut at = 0;
        // where a slash ends that is encoded
        let mut slash = usize::MAX;
        // letters since the last that was encoded
        let mut plain = usize::MAX;
        while let Some(byte) = bytes.get(at) {
            let (byte, len) = match byte {
                // 37 may also be the length of a text that begins with `ba`: no name has others
                // than letters of ASCII
                b'%' => {
                    let code = scan::code(bytes, at).filter(|(byte, _)| byte.is_ascii());
                    code.unwrap_or((b'%', 1))
                }
                // an escape in JSON may stand for any letter
                b'\\' if matches!(bytes[at + 1..], [b'u', b'0', b'0', b'2'..=b'7', ..]) => {
                    return true;
                }
                byte => (*byte, 1),
            };
            if len > 1 && byte == b'/' {
                // a URL within a URL
                if slash == at {
                    return true;
                }
                slash = at + len;
            }
            at += len;
            if names::is_joint(byte) {
                continue;
            }
            plain = if len > 1 { 0 } else { plain.saturating_add(1) };
            state = self.dfa.next_state(Anchored::No, state, byte);
            if self.dfa.is_special(state) && self.dfa.is_match(state) {
                let only =
                    (self.dfa.match_len(state) == 1).then(|| self.dfa.match_pattern(state, 0));
                let is_suspect = if only.is_some() && only == self.short {
                    plain <= names::SHORT.len() || is_name_alone(bytes, at)
                } else if only.is_some() && only == self.command {
                    bytes.get(at) != Some(&b'/')
                } else {
                    true
                };
                if is_suspect {
                    return true;
                }
            }
        }
        false
    }
}

/// Whether the short name that ends here may be one, and no part of a word. What is before
/// and after it may be of JSON, of a text, or the lengths and types of protobuf and
/// MessagePack.
fn is_name_alone(bytes: &[u8], end: usize) -> bool {
    /// `\u000a`
    const CODE: usize = 6;
    let start = end.saturating_sub(names::SHORT.len());
    let before = &bytes[..start];
    let code = &before[before.len().saturating_sub(CODE)..];
    let is_in_word = before.last().is_some_and(u8::is_ascii_alphabetic) && !code.contains(&b'\\');
    let after = bytes.get(end);
    let ends = !after.is_some_and(u8::is_ascii_alphanumeric);
    let begins = !before.last().is_some_and(u8::is_ascii_alphanumeric);
    let is_whole = bytes[start..end].eq_ignore_ascii_case(names::SHORT.as_bytes());
    is_whole && !is_in_word && (ends || (begins && !after.is_some_and(u8::is_ascii_lowercase)))
}

/// Whether there may be a `//user:password@`, however long. Before each `@`, only what is
/// after the one before it is looked at.
fn may_have_user(bytes: &[u8]) -> bool {
    let mut looked = 0;
    memchr::memchr_iter(b'@', bytes).any(|at| {
        let start = std::mem::replace(&mut looked, at);
        memchr::memrchr(b'/', &bytes[start..at]).is_some_and(|slash| {
            let slash = start + slash;
            // `:\/\/` is how PHP writes it in JSON
            let before = bytes[..slash].iter().rev().find(|byte| **byte != b'\\');
            before == Some(&b'/') && memchr::memchr2(b' ', b'"', &bytes[slash..at]).is_none()
        })
    })
}
