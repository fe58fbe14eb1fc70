//! Text of hints.

use crate::error::Hint;
use crate::model::{Target, shell_word};

const PROGRAM: &str = "cruddur-obs";

/// The text of a hint. Its command gets `--target` if the user typed it.
pub(super) fn sentence(hint: &Hint, said: Option<Target>) -> String {
    match hint {
        Hint::Text(text) => text.clone(),
        Hint::Run { args, purpose } => format!("run `{}` to {purpose}", command(args, said)),
    }
}

fn command(args: &[String], said: Option<Target>) -> String {
    let acts_on_target = args
        .first()
        .is_some_and(|first| Target::COMMANDS.contains(&first.as_str()));
    let mut words = vec![PROGRAM.to_owned()];
    if let Some(target) = said.filter(|_| acts_on_target) {
        words.push(format!("--target {target}"));
    }
    words.extend(args.iter().map(|arg| shell_word(arg)));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_survive_a_shell() {
        let hint = Hint::run(["logs", "create-group", "it's"], "create it");
        assert_eq!(
            sentence(&hint, None),
            r"run `cruddur-obs logs create-group 'it'\''s'` to create it"
        );
    }

    #[test]
    fn a_command_acts_on_the_target_that_was_typed() {
        let show = Hint::run(["logs", "tail", "x"], "show it");
        let start = Hint::run(["local", "start"], "start it");
        for (hint, said, shown) in [
            (&show, None, "run `cruddur-obs logs tail x` to show it"),
            (
                &show,
                Some(Target::Cloud),
                "run `cruddur-obs --target cloud logs tail x` to show it",
            ),
            (
                &show,
                Some(Target::Local),
                "run `cruddur-obs --target local logs tail x` to show it",
            ),
            (
                &start,
                Some(Target::Cloud),
                "run `cruddur-obs local start` to start it",
            ),
        ] {
            assert_eq!(sentence(hint, said), shown);
        }
        let text = Hint::from("use `--limit 2` to list more");
        assert_eq!(
            sentence(&text, Some(Target::Cloud)),
            "use `--limit 2` to list more"
        );
    }
}
