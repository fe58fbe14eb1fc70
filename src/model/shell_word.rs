//! Words of commands that are shown to be typed.

/// `text` as one word of a POSIX shell: bare where nothing in it means anything to a shell,
/// otherwise in single quotes.
pub fn shell_word(text: &str) -> String {
    let bare = |b: u8| b.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&b);
    if !text.is_empty() && text.bytes().all(bare) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
