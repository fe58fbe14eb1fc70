//! Quotes words of shell commands that are shown to the user.

/// Returns `text` as one word of a POSIX shell, in single quotes if it has any special characters.
pub fn shell_word(text: &str) -> String {
    let bare = |b: u8| b.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&b);
    if !text.is_empty() && text.bytes().all(bare) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
