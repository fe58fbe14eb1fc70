//! Limits on the size of a message on a terminal. A line of a megabyte would scroll everything else
//! away.

use crate::model::counted;

/// The maximum number of characters in a line.
const LINE: usize = 4_000;
/// The maximum number of characters in a message; enough for a long stack trace.
const MESSAGE: usize = 20_000;

/// The visible part of a line, and a note of what was left out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown<'a> {
    pub(super) line: &'a str,
    pub(super) left_out: Option<String>,
}

/// Returns the lines of `text`, cut to the limits.
pub(super) fn shown(text: &str) -> Vec<Shown<'_>> {
    let mut lines = text
        .trim_end()
        .split('\n')
        .map(|line| line.trim_end_matches('\r'));
    let mut shown: Vec<Shown<'_>> = Vec::new();
    let mut room = MESSAGE;
    while room > 0
        && let Some(line) = lines.next()
    {
        let (line, over) = cut(line, LINE.min(room));
        // an empty line counts too
        room = room.saturating_sub(line.chars().count().max(1));
        let left_out = (over > 0).then(|| counted(over, "character"));
        shown.push(Shown { line, left_out });
    }
    let rest = lines.count();
    if rest > 0
        && let Some(last) = shown.last_mut()
    {
        let lines = counted(rest, "line");
        last.left_out = Some(match last.left_out.take() {
            Some(characters) => format!("{characters} and {lines}"),
            None => lines,
        });
    }
    for left_out in shown.iter_mut().filter_map(|line| line.left_out.as_mut()) {
        *left_out = format!(" … {left_out} more: use `--format raw` to show all");
    }
    shown
}

/// Returns the first `most` characters of the line and the number of the rest.
fn cut(line: &str, most: usize) -> (&str, usize) {
    // a string never has more characters than bytes
    if line.len() <= most {
        return (line, 0);
    }
    match line.char_indices().nth(most) {
        None => (line, 0),
        Some((end, _)) => (&line[..end], line[end..].chars().count()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(line: &str) -> Shown<'_> {
        let left_out = None;
        Shown { line, left_out }
    }

    #[test]
    fn what_is_not_long_is_whole() {
        let line = "ü".repeat(LINE);
        assert_eq!(shown(&line), [whole(&line)]);
        assert_eq!(shown("a\r\n\n\tb\n\n"), ["a", "", "\tb"].map(whole));
        let trace = "\tat com.example.Service.call(Service.java:123)\n".repeat(200);
        assert_eq!(shown(&trace).len(), 200);
        assert!(shown(&trace).iter().all(|line| line.left_out.is_none()));
    }

    #[test]
    fn a_line_that_is_too_long_says_how_much_is_left_out() {
        let text = format!("{}x\nlast", "ü".repeat(LINE));
        let lines = shown(&text);
        assert_eq!(lines[0].line, "ü".repeat(LINE));
        assert_eq!(
            lines[0].left_out.as_deref(),
            Some(" … 1 character more: use `--format raw` to show all")
        );
        assert_eq!(lines[1..], [whole("last")]);
        let text = "x".repeat(1 << 20);
        let told = format!(
            " … {} characters more: use `--format raw` to show all",
            (1 << 20) - LINE
        );
        assert_eq!(shown(&text)[0].left_out, Some(told));
    }

    #[test]
    fn lines_that_are_too_many_are_counted() {
        let text = "x\n".repeat(MESSAGE + 7);
        let lines = shown(&text);
        assert_eq!(lines.len(), MESSAGE);
        let told = " … 7 lines more: use `--format raw` to show all";
        assert_eq!(lines[MESSAGE - 1].left_out.as_deref(), Some(told));
        let before = &lines[..MESSAGE - 1];
        assert!(before.iter().all(|line| *line == whole("x")));
        // five long lines reach the limit, and each is cut
        let text = format!("{}\n", "x".repeat(LINE + 1)).repeat(6);
        let lines = shown(&text);
        assert_eq!(lines.len(), 5);
        let told = " … 1 character and 1 line more: use `--format raw` to show all";
        assert_eq!(lines[4].left_out.as_deref(), Some(told));
        assert_eq!(
            shown(&"\n".repeat(1 << 20)),
            [whole("")],
            "all of it is blank"
        );
    }
}
