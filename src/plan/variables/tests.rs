//! Plans for variables, alone.

use super::*;

fn variable(name: &str, value: &str, secret: bool) -> Variable {
    Variable {
        name: name.to_owned(),
        value: SecretString::from(value),
        secret,
    }
}

fn plan(target: Target, desired: &[(&str, &str)], actual: &[(&str, &str)]) -> VariablesPlan {
    let secret = |name: &str| target == Target::Cloud && is_secret(name);
    let desired = desired.iter().map(|(n, v)| variable(n, v, secret(n)));
    let actual = actual
        .iter()
        .map(|(n, v)| ((*n).to_owned(), SecretString::from(*v)));
    VariablesPlan::new(desired.collect(), actual.collect(), target)
}

fn names(actions: &VariableActions) -> Vec<(Action, String)> {
    let all = actions.by_action().into_iter();
    all.map(|(action, names)| (action, names.join(" ")))
        .collect()
}

fn shown(action: Action, names: &str) -> (Action, String) {
    (action, names.to_owned())
}

#[test]
fn variables_are_added_unchanged_or_differ() {
    let desired = [("NEW", "1"), ("BLANK", "1"), ("SAME", "1"), ("OTHER", "1")];
    let actual = [("BLANK", ""), ("SAME", "1"), ("OTHER", "2"), ("MINE", "3")];
    let made = || plan(Target::Local, &desired, &actual);
    assert_eq!(made().filled, ["MINE", "OTHER", "SAME"]);
    assert!(made().is_written());
    assert_eq!(
        names(&made().decide(false)),
        [
            shown(Action::Create, "NEW BLANK"),
            shown(Action::Unchanged, "SAME"),
            shown(Action::Keep, "OTHER"),
        ]
    );
    assert_eq!(
        names(&made().decide(true)),
        [
            shown(Action::Replace, "NEW BLANK OTHER"),
            shown(Action::Unchanged, "SAME"),
        ]
    );
}

#[test]
fn nothing_that_differs_is_nothing_to_write() {
    for replaces in [true, false] {
        let made = plan(Target::Local, &[("A", "1")], &[("A", "1")]);
        assert!(!made.is_written());
        let actions = made.decide(replaces);
        assert!(!actions.is_written());
        assert_eq!(names(&actions), [shown(Action::Unchanged, "A")]);
    }
}

#[test]
fn a_key_for_an_account_is_never_replaced_by_the_local_stacks() {
    let desired = [("HONEYCOMB_API_KEY", "local")];
    let actual = [("HONEYCOMB_API_KEY", "hcaik_1")];
    let made = plan(Target::Local, &desired, &actual);
    assert_eq!(made.kept_keys[0].0, "HONEYCOMB_API_KEY");
    assert_eq!(
        names(&made.decide(true)),
        [shown(Action::Unchanged, "HONEYCOMB_API_KEY")]
    );
    // another key for the account may replace it
    let made = plan(Target::Cloud, &[("HONEYCOMB_API_KEY", "hcaik_2")], &actual);
    assert_eq!(made.differing.len(), 1);
}

#[test]
fn addresses_are_all_written_or_none() {
    let desired = [("NEW", "1"), ("ROLLBAR_ENDPOINT", "http://127.0.0.1:1/")];
    let actual = [("ROLLBAR_ENDPOINT", "https://api.rollbar.com/")];
    let kept = plan(Target::Local, &desired, &actual).decide(false);
    assert!(kept.would_split && !kept.is_written());
    assert_eq!(names(&kept), [shown(Action::Keep, "ROLLBAR_ENDPOINT")]);
    let replaced = plan(Target::Local, &desired, &actual).decide(true);
    assert!(!replaced.would_split);
    assert_eq!(
        names(&replaced),
        [shown(Action::Replace, "NEW ROLLBAR_ENDPOINT")]
    );
    // with nothing else to write, nothing is mixed
    let kept = plan(Target::Local, &desired[1..], &actual).decide(false);
    assert!(!kept.would_split);
    // a value that is no address may differ beside new ones
    let desired = [("NEW", "1"), ("CLOUDWATCH_LOG_GROUP", "a")];
    let kept = plan(Target::Local, &desired, &[("CLOUDWATCH_LOG_GROUP", "b")]).decide(false);
    assert!(!kept.would_split && kept.is_written());
}

#[test]
fn what_the_local_stack_left_is_removed_or_replaced_for_the_cloud() {
    let actual = [
        ("AWS_ENDPOINT_URL_XRAY", "http://127.0.0.1:4570"),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("HONEYCOMB_API_KEY", "local"),
        ("HONEYCOMB_API_ENDPOINT", "http://127.0.0.1:9999"),
    ];
    let desired = [
        ("HONEYCOMB_API_KEY", "hcaik_1"),
        ("HONEYCOMB_API_ENDPOINT", "https://api.honeycomb.io"),
    ];
    let made = plan(Target::Cloud, &desired, &actual);
    assert!(made.differing.is_empty(), "{made:?}");
    assert!(
        !made.filled.contains(&"HONEYCOMB_API_KEY".to_owned()),
        "the local key does not count"
    );
    assert_eq!(
        names(&made.decide(false)),
        [
            shown(Action::Create, "HONEYCOMB_API_KEY HONEYCOMB_API_ENDPOINT"),
            shown(Action::Remove, "AWS_ACCESS_KEY_ID AWS_ENDPOINT_URL_XRAY"),
        ]
    );
    // for the local stack, nothing of it is left over
    let made = plan(Target::Local, &[], &actual);
    assert!(!made.is_written());
}
