//! Word wrap for messages on a terminal.

use std::borrow::Cow;

use textwrap::{Options, WordSeparator, WordSplitter};

/// Wraps `text` at `width` columns and indents the continuation lines. Lines that start with blanks
/// are drawings (a caret below a pattern, a diff) and stay unchanged; so do words longer than a
/// line.
pub(super) fn wrap<'t>(text: &'t str, width: Option<usize>, indent: &str) -> Cow<'t, str> {
    /// Narrower text is unreadable.
    const MIN_WIDTH: usize = 20;
    let Some(width) = width.filter(|width| *width >= MIN_WIDTH) else {
        return text.into();
    };
    let options = Options::new(width)
        .subsequent_indent(indent)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    let lines = text.split('\n').map(|line| {
        if line.starts_with(' ') {
            return line.to_owned();
        }
        textwrap::wrap(line, &options).join("\n")
    });
    let lines: Vec<_> = lines.collect();
    lines.join("\n").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_drawings_stay() {
        let text =
            "hint: run `some-program with words` to start it\n    drawn  in its  own columns here";
        let wrapped = wrap(text, Some(30), "  ");
        assert_eq!(
            wrapped,
            "hint: run `some-program with\n  words` to start it\n    drawn  in its  own columns here"
        );
        assert_eq!(wrap(text, None, "  "), text);
        let word = "x".repeat(50);
        assert_eq!(wrap(&word, Some(30), "  "), word);
        // colours take no columns
        let painted = "\u{1b}[36mhint:\u{1b}[0m run it now please";
        assert_eq!(wrap(painted, Some(25), "  "), painted);
    }
}
