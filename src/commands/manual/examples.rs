//! An example or two of each command, for its long help and its manual page.

/// What a command line does, and the line.
pub(super) type Example = (&'static str, &'static str);

/// The examples of the command with this path, such as `logs tail`; of the program itself the
/// path is empty.
pub(super) fn of_command(path: &str) -> &'static [Example] {
    let found = EXAMPLES.iter().find(|(command, _)| *command == path);
    found.map_or(&[], |(_, examples)| examples)
}

/// By the path of the command, in the order in which `--help` lists them.
#[rustfmt::skip]
pub(super) const EXAMPLES: &[(&str, &[Example])] = &[
    ("", &[
        ("See it all in five seconds", "cruddur-obs demo"),
        ("Start the local stack and point your app at it", "cruddur-obs local start\neval \"$(cruddur-obs env export)\""),
    ]),
    ("demo", &[
        ("Show everything once, then clean up", "cruddur-obs demo"),
        ("Keep it running to try commands in another terminal", "cruddur-obs demo --keep"),
    ]),
    ("up", &[
        ("Run stack and backend, with free ports where the usual ones are taken", "cruddur-obs up --free-ports --backend-port 0"),
    ]),
    ("backend", &[
        ("Start the backend and send it traffic", "cruddur-obs backend start && cruddur-obs backend load"),
    ]),
    ("backend run", &[
        ("Run the backend with telemetry sent to the local stack", "eval \"$(cruddur-obs env export)\"\ncruddur-obs backend run"),
    ]),
    ("backend start", &[
        ("Start the backend on a free port", "cruddur-obs backend start --port 0"),
    ]),
    ("backend stop", &[
        ("Stop the backend", "cruddur-obs backend stop"),
    ]),
    ("backend status", &[
        ("Start the backend unless it runs", "cruddur-obs backend status > /dev/null || cruddur-obs backend start"),
    ]),
    ("backend load", &[
        ("Send 50 requests per second for a minute", "cruddur-obs backend load --rate 50 --duration 1m"),
    ]),
    ("honeycomb", &[
        ("Check the key in HONEYCOMB_API_KEY", "cruddur-obs --target cloud honeycomb auth"),
    ]),
    ("honeycomb auth", &[
        ("Check the key in HONEYCOMB_API_KEY", "cruddur-obs --target cloud honeycomb auth"),
        ("Print the environment that the key belongs to", "cruddur-obs --target cloud honeycomb auth --jq .environment"),
    ]),
    ("local", &[
        ("Start the local stack and see what it received", "cruddur-obs local start\ncruddur-obs local status"),
    ]),
    ("local run", &[
        ("Run the stack for containers on this machine", "cruddur-obs local run --bind 0.0.0.0 --allow-host host.docker.internal"),
    ]),
    ("local start", &[
        ("Start the stack", "cruddur-obs local start"),
        ("Start it on free ports; the other commands find them", "cruddur-obs local start --free-ports"),
    ]),
    ("local stop", &[
        ("Stop the stack", "cruddur-obs local stop"),
    ]),
    ("local status", &[
        ("Show the last ten rejected requests and why", "cruddur-obs local status -v"),
        ("Start the stack unless it runs", "cruddur-obs local status > /dev/null || cruddur-obs local start"),
    ]),
    ("local reset", &[
        ("Delete all stored telemetry", "cruddur-obs local reset"),
    ]),
    ("local check", &[
        ("Check the store", "cruddur-obs local check"),
        ("Save what is undamaged to another file", "cruddur-obs local check --salvage saved.db"),
    ]),
    ("init", &[
        ("Set up the project in this folder", "cruddur-obs init"),
        ("Set it up for the cloud without questions", "cruddur-obs --target cloud --region eu-central-1 init --yes"),
    ]),
    ("env", &[
        ("Point the app started from this shell at the local stack", "eval \"$(cruddur-obs env export)\""),
    ]),
    ("env export", &[
        ("Set the variables in this shell", "eval \"$(cruddur-obs env export)\""),
        ("Write them for `docker compose`", "cruddur-obs env export --format compose"),
    ]),
    ("logs", &[
        ("Show the last 10 minutes of a group", "cruddur-obs logs tail cruddur"),
        ("Find the failed requests of the last day", "cruddur-obs logs search cruddur --since 1d --filter '\" 500 \"'"),
    ]),
    ("logs create-group", &[
        ("Create a group that keeps its events for a week", "cruddur-obs logs create-group cruddur --retention-days 7"),
    ]),
    ("logs groups", &[
        ("List the groups of Lambda functions", "cruddur-obs logs groups /aws/lambda/"),
    ]),
    ("logs search", &[
        ("Find the failed requests of the last day", "cruddur-obs logs search cruddur --since 1d --filter '\" 500 \"'"),
        ("Print slow requests as JSON", "cruddur-obs logs search '/ecs/*' --filter '{ $.ms > 500 }' -o ndjson"),
    ]),
    ("logs set-retention", &[
        ("Delete events after 30 days", "cruddur-obs logs set-retention cruddur 30"),
    ]),
    ("logs delete-group", &[
        ("Delete a group and all its events", "cruddur-obs logs delete-group cruddur"),
    ]),
    ("logs streams", &[
        ("List the ten streams that logged last", "cruddur-obs logs streams cruddur --limit 10"),
    ]),
    ("logs put", &[
        ("Send a file, one event per line", "cruddur-obs logs put cruddur app.log"),
        ("Copy events to another group, times included", "cruddur-obs logs create-group copy\ncruddur-obs logs tail cruddur -o ndjson | cruddur-obs logs put copy --json"),
    ]),
    ("logs tail", &[
        ("Follow a group, showing only failed requests", "cruddur-obs logs tail cruddur --follow --filter '\" 500 \"'"),
        ("Show the newest 20 events of several groups", "cruddur-obs logs tail '/ecs/*' --last 20"),
    ]),
    ("rollbar", &[
        ("List the errors of the last day, then open one", "cruddur-obs rollbar items --since 1d\ncruddur-obs rollbar item 12"),
    ]),
    ("rollbar items", &[
        ("List active items in production", "cruddur-obs rollbar items --status active --environment production"),
    ]),
    ("rollbar item", &[
        ("Show item 12 and its newest 10 occurrences", "cruddur-obs rollbar item 12 --limit 10"),
    ]),
    ("rollbar resolve", &[
        ("Resolve item 12 as fixed in version 1.4.0", "cruddur-obs rollbar resolve 12 --version 1.4.0"),
    ]),
    ("traces", &[
        ("List recent traces, then open the newest", "cruddur-obs traces recent\ncruddur-obs traces show last"),
    ]),
    ("traces recent", &[
        ("List the newest 10 traces of the last day", "cruddur-obs traces recent --since 1d --limit 10"),
        ("Print the ids of traces with errors", "cruddur-obs traces recent --jq '.[] | select(.errors > 0) | .id'"),
    ]),
    ("traces show", &[
        ("Show the newest trace", "cruddur-obs traces show last"),
        ("Show a trace by the first digits of its id", "cruddur-obs traces show 1-6b01aadc-92"),
    ]),
    ("traces tail", &[
        ("Print new traces, beginning with those of the last 5 minutes", "cruddur-obs traces tail --since 5m"),
    ]),
    ("xray", &[
        ("Create a group, then draw the map of its services", "cruddur-obs xray create-group\ncruddur-obs xray service-map --group Cruddur"),
    ]),
    ("xray create-group", &[
        ("Create the group `Cruddur` for the service of this project", "cruddur-obs xray create-group"),
        ("Create a group of another service", "cruddur-obs xray create-group Frontend --filter 'service(\"frontend\")'"),
    ]),
    ("xray groups", &[
        ("Print the filters of all groups", "cruddur-obs xray groups --jq '.[].filter'"),
    ]),
    ("xray update-group", &[
        ("Change the filter of a group", "cruddur-obs xray update-group Cruddur --filter 'service(\"api\")'"),
        ("Turn on insights", "cruddur-obs xray update-group Cruddur --insights on"),
    ]),
    ("xray delete-group", &[
        ("Delete a group", "cruddur-obs xray delete-group Frontend"),
    ]),
    ("xray create-sampling-rule", &[
        ("Record one request in ten, and the first of every second", "cruddur-obs xray create-sampling-rule --reservoir 1 --rate 0.1"),
        ("Create a rule from a file, in the form of the AWS CLI", "cruddur-obs xray create-sampling-rule --file rule.json"),
    ]),
    ("xray sampling-rules", &[
        ("List the rules in the order in which they are tried", "cruddur-obs xray sampling-rules"),
    ]),
    ("xray delete-sampling-rule", &[
        ("Delete a rule", "cruddur-obs xray delete-sampling-rule Cruddur"),
    ]),
    ("xray service-map", &[
        ("Draw the services of a group in the last 6 hours", "cruddur-obs xray service-map --group Cruddur --since 6h"),
    ]),
    ("trust", &[
        ("Trust the settings of a shared folder", "cruddur-obs trust /srv/team/cruddur"),
    ]),
    ("completions", &[
        ("Load completions in this bash session", "source <(cruddur-obs completions bash)"),
        ("Install completions for fish", "cruddur-obs completions fish > ~/.config/fish/completions/cruddur-obs.fish"),
    ]),
    ("help", &[
        ("Explain `traces show`", "cruddur-obs help traces show"),
    ]),
    ("man", &[
        ("Read the page of `logs tail`", "cruddur-obs man logs tail"),
        ("Install all pages", "cruddur-obs man --dir ~/.local/share/man/man1"),
    ]),
];
