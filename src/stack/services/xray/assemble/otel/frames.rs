//! Stack traces as runtimes print them, as exceptions with frames.

/// An exception with the frames in which it was raised, innermost first.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Raised {
    pub(super) kind: Option<String>,
    pub(super) message: Option<String>,
    pub(super) stack: Vec<Frame>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Frame {
    pub(super) path: String,
    pub(super) line: u32,
    pub(super) label: String,
}

/// `outermost` with its frames, then what caused it, one after the other. `language` is
/// `telemetry.sdk.language`; a text of an unknown one has no frames.
pub(super) fn chain(mut outermost: Raised, text: &str, language: &str) -> Vec<Raised> {
    let frame: fn(&str) -> Option<Frame> = match language {
        "python" => return python(outermost, text),
        "go" => {
            outermost.stack = go(text);
            return vec![outermost];
        }
        "java" | "php" => java_frame,
        "nodejs" | "webjs" | "javascript" => javascript_frame,
        "dotnet" => dotnet_frame,
        _ => return vec![outermost],
    };
    let mut chain = vec![outermost];
    for line in text.lines() {
        if let Some(cause) = line.strip_prefix("Caused by: ") {
            chain.push(raised(cause));
        } else if let (Some(frame), Some(last)) = (frame(line), chain.last_mut()) {
            last.stack.push(frame);
        }
    }
    chain
}

/// `module.Type: message`.
fn raised(text: &str) -> Raised {
    let (kind, message) = match text.split_once(": ") {
        Some((kind, message)) => (kind, Some(message.to_owned())),
        None => (text, None),
    };
    Raised {
        kind: Some(kind.trim().to_owned()),
        message,
        stack: Vec::new(),
    }
}

/// `path:line` and `path:line:column`; a path may have colons itself.
fn located(text: &str) -> (String, u32) {
    let mut rest = text;
    let mut line = 0;
    for _ in 0..2 {
        let Some((path, number)) = rest.rsplit_once(':') else {
            break;
        };
        let Ok(number) = number.parse() else {
            break;
        };
        rest = path;
        line = number;
    }
    (rest.to_owned(), line)
}

/// `\tat module/package.Class.method(File.java:12)`.
fn java_frame(line: &str) -> Option<Frame> {
    let (label, place) = line.trim_start().strip_prefix("at ")?.split_once('(')?;
    let (path, line) = located(place.strip_suffix(')')?);
    Some(Frame {
        path,
        line,
        label: label.rsplit('/').next().unwrap_or(label).to_owned(),
    })
}

/// `    at label (path:12:3)` and `    at path:12:3`.
fn javascript_frame(line: &str) -> Option<Frame> {
    let text = line.trim_start().strip_prefix("at ")?;
    let (label, place) = match text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once(" ("))
    {
        Some((label, place)) => (label, place),
        None => ("", text),
    };
    let (path, line) = located(place);
    Some(Frame {
        path,
        line,
        label: label.to_owned(),
    })
}

/// `   at Label(arguments) in path:line 12`, the place only with debug symbols.
fn dotnet_frame(line: &str) -> Option<Frame> {
    let text = line.trim_start().strip_prefix("at ")?;
    let (label, place) = text.split_once(" in ").unwrap_or((text, ""));
    let (path, line) = place.rsplit_once(":line ").unwrap_or((place, "0"));
    Some(Frame {
        path: path.to_owned(),
        line: line.trim().parse().unwrap_or(0),
        label: label.to_owned(),
    })
}

/// Pairs of a call and its place; `goroutine 1 [running]:` begins the text.
fn go(text: &str) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut label = "";
    for line in text.lines() {
        match line.strip_prefix('\t') {
            Some(place) => {
                let place = place.split(" +0x").next().unwrap_or(place);
                let (path, line) = located(place);
                frames.push(Frame {
                    path,
                    line,
                    label: std::mem::take(&mut label).to_owned(),
                });
            }
            None => label = line,
        }
    }
    frames
}

/// Sections with the innermost frame last; the outermost exception comes last as well,
/// after those that it was raised from.
fn python(mut outermost: Raised, text: &str) -> Vec<Raised> {
    let mut sections: Vec<Raised> = Vec::new();
    let mut stack: Vec<Frame> = Vec::new();
    for line in text.lines() {
        if let Some(frame) = python_frame(line) {
            stack.push(frame);
        } else if !stack.is_empty() && !line.starts_with(' ') && !line.is_empty() {
            let mut section = raised(line);
            stack.reverse();
            section.stack = std::mem::take(&mut stack);
            sections.push(section);
        }
    }
    sections.reverse();
    let mut sections = sections.into_iter();
    if let Some(last) = sections.next() {
        outermost.stack = last.stack;
    }
    std::iter::once(outermost).chain(sections).collect()
}

/// `  File "path", line 12, in label`.
fn python_frame(line: &str) -> Option<Frame> {
    let (path, rest) = line
        .trim_start()
        .strip_prefix("File \"")?
        .split_once("\", line ")?;
    let (line, label) = rest.split_once(", in ").unwrap_or((rest, ""));
    Some(Frame {
        path: path.to_owned(),
        line: line.parse().ok()?,
        label: label.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(text: &str, language: &str) -> Vec<Vec<(String, u32, String)>> {
        chain(Raised::default(), text, language)
            .into_iter()
            .map(|raised| {
                raised
                    .stack
                    .into_iter()
                    .map(|f| (f.path, f.line, f.label))
                    .collect()
            })
            .collect()
    }

    fn frame(path: &str, line: u32, label: &str) -> (String, u32, String) {
        (path.to_owned(), line, label.to_owned())
    }

    #[test]
    fn python_sections_are_causes() {
        let text = "Traceback (most recent call last):\n  File \"db, main.py\", line 4, in query\n    raise ValueError(\"no: row\")\nValueError: no: row\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"app.py\", line 20, in show\n    activity()\n  File \"app.py\", line 9, in activity\n    raise KeyError\nKeyError\n";
        let chain = chain(Raised::default(), text, "python");
        assert_eq!(chain.len(), 2);
        assert_eq!(chain[0].stack[0].label, "activity");
        assert_eq!(chain[0].stack[1].line, 20);
        assert_eq!(chain[1].kind.as_deref(), Some("ValueError"));
        assert_eq!(chain[1].message.as_deref(), Some("no: row"));
        assert_eq!(chain[1].stack[0].path, "db, main.py");
    }

    #[test]
    fn java_causes_follow() {
        let text = "java.lang.IllegalStateException: outer\n\tat app//com.example.Api.get(Api.java:12)\n\t... 3 more\nCaused by: java.io.IOException: inner: disk\n\tat com.example.Disk.read(Native Method)\n";
        let chain = chain(Raised::default(), text, "java");
        assert_eq!(chain[0].stack[0].label, "com.example.Api.get");
        assert_eq!(chain[0].stack[0].line, 12);
        assert_eq!(chain[1].kind.as_deref(), Some("java.io.IOException"));
        assert_eq!(chain[1].stack[0].path, "Native Method");
    }

    #[test]
    fn frames_of_the_other_runtimes() {
        let node = "TypeError: x\n    at show (/app/routes.js:10:5)\n    at file:///app/main.mjs:3:1\n    at native\n";
        assert_eq!(
            frames(node, "nodejs")[0],
            [
                frame("/app/routes.js", 10, "show"),
                frame("file:///app/main.mjs", 3, ""),
                frame("native", 0, ""),
            ]
        );
        let dotnet = "System.Exception: x\n   at App.Show(String id) in C:\\app\\Show.cs:line 7\n   at App.Main()\n";
        assert_eq!(
            frames(dotnet, "dotnet")[0],
            [
                frame("C:\\app\\Show.cs", 7, "App.Show(String id)"),
                frame("", 0, "App.Main()"),
            ]
        );
        let go = "goroutine 1 [running]:\nmain.show(0x1)\n\t/app/main.go:12 +0x1d\nmain.main()\n\t/app/main.go:5\n";
        assert_eq!(
            frames(go, "go")[0],
            [
                frame("/app/main.go", 12, "main.show(0x1)"),
                frame("/app/main.go", 5, "main.main()")
            ]
        );
        assert!(frames("whatever\n  at x", "cobol")[0].is_empty());
    }
}
