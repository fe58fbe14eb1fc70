# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_cruddur_obs_global_optspecs
    string join \n target= o/output= jq= color= q/quiet v/verbose config= region= aws-profile= time= h/help V/version
end

function __fish_cruddur_obs_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_cruddur_obs_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_cruddur_obs_using_subcommand
    set -l cmd (__fish_cruddur_obs_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -s V -l version -d 'Print version'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "demo" -d 'See it all in five seconds: local stack, sample backend, traffic and the main queries'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "up" -d 'Run the local stack and the backend with one live view, until Ctrl-C'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "init" -d 'Set up a project: settings, environment variables and files'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "env" -d 'Print environment variables for your app'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "local" -d 'Start, stop, inspect and reset the local stack'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "backend" -d 'Run the instrumented sample backend and send it traffic'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "traces" -d 'List, show and follow traces'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "logs" -d 'Create log groups; put, search and tail log events'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "xray" -d 'Manage X-Ray groups and sampling rules, and show the service map'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "rollbar" -d 'List, show and resolve Rollbar items'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "honeycomb" -d 'Check a Honeycomb API key and its permissions'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "trust" -d 'Trust the settings file in a folder that others can write to'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "completions" -d 'Generate shell completions'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "help" -d 'Explain a command'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "man" -d 'Show or write manual pages'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l keep -d 'Keep the stack and the backend running until Ctrl-C, and print the variables that point your app at them'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l backend-port -d 'Port of the backend; 0 picks a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l free-ports -d 'Pick free ports for the stack'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l service -d 'Service name in traces [default: backend-flask]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l compose-service -d 'Name of the backend in docker-compose.yml [default: backend-flask]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l group -d 'X-Ray group [default: Cruddur]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l log-group -d 'CloudWatch log group [default: cruddur]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l honeycomb -d 'Honeycomb region of your team [default: us]' -r -f -a "us\t''
eu\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l rollbar-environment -d 'Environment name for Rollbar items [default: production]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l env -d 'Where to store the variables [default: gitpod for the cloud where `gp` exists, else dotenv]' -r -f -a "gitpod\t'Gitpod\'s variables (`gp env`), kept for new workspaces'
dotenv\t'`.env` in this folder, readable only by you'
none\t'Nowhere'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -s y -l yes -d 'Ask nothing; use flags, the environment and defaults'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l force -d 'Replace files and variables that differ (otherwise they are shown and kept)'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l no-files -d 'Write only cruddur-obs.toml'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -f -a "export" -d 'Print variables that point your app at the target'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l format -d 'Output syntax' -r -f -a "shell\t'`export NAME=value` for POSIX shells; safe to `eval`'
dotenv\t'A `.env` file'
json\t'A JSON object'
compose\t'`environment` of a Compose service, with addresses as its container sees them'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -f -a "run" -d 'Run the stack in the foreground, until Ctrl-C'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -f -a "start" -d 'Start the stack in the background and wait until every port answers'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -f -a "stop" -d 'Stop the stack after it has written everything it accepted'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -f -a "status" -d 'Show whether the stack runs, its ports, and what it accepted and rejected'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -f -a "check" -d 'Check the store for damage, repair it or salvage its data'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -f -a "reset" -d 'Delete everything in the store'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l port -d 'Port of the AWS, Honeycomb and Rollbar APIs; 0 picks a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l otlp-http-port -d 'Port of OTLP/HTTP; 0 picks a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l otlp-grpc-port -d 'Port of OTLP/gRPC; 0 picks a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l xray-port -d 'Port of the X-Ray daemon, UDP and TCP; 0 picks a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l bind -d 'Address to listen on; anything but loopback opens the stack to the network' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l allow-host -d 'Also accept requests for this host name, such as host.docker.internal (repeatable)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l allow-origin -d 'Let web pages of this origin send telemetry (repeatable); loopback origins always may' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l max-size -d 'Delete the oldest data when the store grows beyond SIZE, such as 2GB [default: 4GiB]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l free-ports -d 'Pick a free port for each'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l port -d 'Port of the AWS, Honeycomb and Rollbar APIs; 0 picks a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l otlp-http-port -d 'Port of OTLP/HTTP; 0 picks a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l otlp-grpc-port -d 'Port of OTLP/gRPC; 0 picks a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l xray-port -d 'Port of the X-Ray daemon, UDP and TCP; 0 picks a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l bind -d 'Address to listen on; anything but loopback opens the stack to the network' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l allow-host -d 'Also accept requests for this host name, such as host.docker.internal (repeatable)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l allow-origin -d 'Let web pages of this origin send telemetry (repeatable); loopback origins always may' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l max-size -d 'Delete the oldest data when the store grows beyond SIZE, such as 2GB [default: 4GiB]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l free-ports -d 'Pick a free port for each'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l salvage -d 'Write all undamaged data to a new store file' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l repair -d 'Repair the store; keep the damaged one beside it'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Skip the confirmation'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -f -a "run" -d 'Run the backend in the foreground, configured by its environment'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -f -a "start" -d 'Start the backend in the background, sending telemetry to the local stack'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -f -a "stop" -d 'Stop the backend after it has sent its telemetry'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -f -a "status" -d 'Show whether the backend runs, and where it sends telemetry'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -f -a "load" -d 'Send requests to every route and summarize the responses'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l port -d 'Port to listen on; 0 picks a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l bind -d 'Address to listen on; anything but loopback opens the backend to the network' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l port -d 'Port to listen on; 0 picks a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l bind -d 'Address to listen on; anything but loopback opens the backend to the network' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l rate -d 'Requests per second' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l duration -d 'Duration, such as 30s or 2m' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l url -d 'Backend URL [default: the running backend]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -f -a "recent" -d 'List recent traces'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -f -a "show" -d 'Show a trace as a tree, with its log lines and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -f -a "tail" -d 'Keep printing new traces until Ctrl-C'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l since -d 'Start time: 15m, 1.5h, \'2 days ago\', yesterday, 15:00, a date, RFC 3339, epoch' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l until -d 'End time (exclusive) [default: now]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l limit -d 'List at most N traces, newest first' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l log-group -d 'Search this group for log lines (repeatable) [default: the groups named in the trace, and `logs.group` in cruddur-obs.toml or cruddur]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l no-logs -d 'Do not search for log lines'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l no-errors -d 'Do not search for Rollbar items'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l since -d 'Start time: 15m, 1.5h, \'2 days ago\', yesterday, 15:00, a date, RFC 3339, epoch [default: now]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "create-group" -d 'Create a log group'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "groups" -d 'List log groups'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "search" -d 'Search a time range: every matching event, in order'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "set-retention" -d 'Set how long a log group keeps its events'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "delete-group" -d 'Delete a log group and all its events'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "streams" -d 'List the streams of a log group, latest event first'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "put" -d 'Send lines from stdin or a file to a log group'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "tail" -d 'Show recent events, and new ones with `--follow`'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l retention-days -d 'Days to keep events [default: `logs.retention_days` in cruddur-obs.toml for the group named there, otherwise forever]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l limit -d 'List at most N groups, by name' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l since -d 'Start time: 10m, 1.5h, \'2 days ago\', yesterday, 15:00, a date, RFC 3339, epoch [default: 10m; with --last: as far back as needed; for `search`: 1h]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l until -d 'End time (exclusive)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l filter -d 'Show only events matching a filter pattern: `ERROR`, `"GET /api"`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l stream -d 'Read only this stream, or streams matching a glob (repeatable)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s i -l include -d 'Show only messages matching REGEX (repeatable)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s e -l exclude -d 'Hide messages matching REGEX (repeatable)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s H -l highlight -d 'Highlight matches of REGEX (repeatable)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l format -d 'Event format: pretty, raw, short, json or template=\'{time} {stream} {message}\' [default: pretty]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l fields -d 'Show only these fields of JSON messages: level,http.status' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l limit -d 'Stop after N events' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l newest-first -d 'Show the newest event first'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -s y -l yes -d 'Skip the confirmation'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l limit -d 'List at most N streams' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l stream -d 'Stream to write to, created if missing [default: `cruddur-obs/` and this machine\'s name]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l from-line -d 'Start at line N, to continue an interrupted run' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l json -d 'Read events as JSON, one per line: `message`, and `timestamp` in milliseconds or `at` in RFC 3339, as `logs tail -o ndjson` prints them'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l since -d 'Start time: 10m, 1.5h, \'2 days ago\', yesterday, 15:00, a date, RFC 3339, epoch [default: 10m; with --last: as far back as needed; for `search`: 1h]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l until -d 'End time (exclusive)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l filter -d 'Show only events matching a filter pattern: `ERROR`, `"GET /api"`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l stream -d 'Read only this stream, or streams matching a glob (repeatable)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s i -l include -d 'Show only messages matching REGEX (repeatable)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s e -l exclude -d 'Hide messages matching REGEX (repeatable)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s H -l highlight -d 'Highlight matches of REGEX (repeatable)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l format -d 'Event format: pretty, raw, short, json or template=\'{time} {stream} {message}\' [default: pretty]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l fields -d 'Show only these fields of JSON messages: level,http.status' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l last -d 'Show only the newest N events' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s f -l follow -d 'Keep printing new events until Ctrl-C'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l live -d 'Stream through Live Tail instead of polling (a session for every 10 groups, each max. 500 events/s and billed by the minute on AWS)'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "create-group" -d 'Create a group: a named filter with its own service map'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "groups" -d 'List groups'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "update-group" -d 'Change the filter or the insights of a group'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "delete-group" -d 'Delete a group (its traces stay)'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "create-sampling-rule" -d 'Create a sampling rule: which requests to record'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "sampling-rules" -d 'List sampling rules by priority'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "delete-sampling-rule" -d 'Delete a sampling rule'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "service-map" -d 'Show services, their calls, error rates and latencies'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l filter -d 'Filter expression [default: `xray.filter` in cruddur-obs.toml, or service("NAME") with its `service`, or service("backend-flask")]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l insights -d 'Turn on insights (anomaly detection) for the group'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l notifications -d 'Send insight events to EventBridge'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l filter -d 'New filter expression [default without any flag, for the group of the settings: as for `create-group`]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l insights -d 'Turn insights (anomaly detection) on or off' -r -f -a "on\t''
off\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l notifications -d 'Turn EventBridge notifications of insights on or off' -r -f -a "on\t''
off\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -s y -l yes -d 'Skip the confirmation'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l file -d 'Read the rule from a JSON file, like `aws xray create-sampling-rule --cli-input-json`' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l service -d 'Service name to match [default: `service` in cruddur-obs.toml, or backend-flask]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l reservoir -d 'Requests per second that are always recorded [default: 5]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l rate -d 'Share of further requests to record, 0 to 1 [default: 0.1]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l priority -d 'Priority, 1 to 9999; the matching rule with the lowest number applies [default: 9000]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l host -d 'Host name to match [default: *]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l method -d 'HTTP method to match, such as GET [default: *]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l path -d 'URL path to match, such as /api/activities/* [default: *]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l service-type -d 'Service type to match, such as AWS::ECS::Container [default: *]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l resource-arn -d 'Resource ARN to match [default: *]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l attribute -d 'Request attribute to match (repeatable, at most 5)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -s y -l yes -d 'Skip the confirmation'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l since -d 'Start time: 15m, 1.5h, \'2 days ago\', yesterday, 15:00, a date, RFC 3339, epoch' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l until -d 'End time (exclusive) [default: now]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l group -d 'Use only the traces of this group' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -f -a "items" -d 'List items, most recently seen first'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -f -a "item" -d 'Show an item: its stack trace and latest occurrences, with their traces'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -f -a "resolve" -d 'Resolve an item; it is reactivated when it occurs again'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l status -d 'Only items with this status (repeatable)' -r -f -a "active\t''
resolved\t''
muted\t''
archived\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l level -d 'Only items of this level (repeatable)' -r -f -a "debug\t''
info\t''
warning\t''
error\t''
critical\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l environment -d 'Only items of this environment, such as production (repeatable)' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l since -d 'Only items last seen after this time: 15m, \'2 days ago\', yesterday, a date, RFC 3339, epoch' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l until -d 'Only items last seen before this time' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l limit -d 'List at most N items' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l limit -d 'Show the newest N occurrences' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l version -d 'Version that fixes it; occurrences in older versions do not reactivate the item' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -f -a "auth" -d 'Show the team, environment, kind and permissions of the API key'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand help" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand help" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand help" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand help" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand help" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand help" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand help" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand help" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand help" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand help" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l dir -d 'Write the pages of all commands to FOLDER' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l target -d 'Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -s o -l output -d 'Output format [default: table]' -r -f -a "table\t'Aligned columns on a terminal, tab-separated text in a pipe'
json\t'One JSON document'
ndjson\t'One JSON document per line'
csv\t'Comma-separated values with a header (RFC 4180)'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l jq -d 'Filter JSON output with a jq expression; print strings raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l color -d 'When to use color' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Not even on a terminal'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l config -d 'Settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l region -d 'AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l aws-profile -d 'AWS profile to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l time -d 'Time format, and the zone assumed for times without one [default: relative]' -r -f -a "local\t'Time of day in this machine\'s zone'
utc\t'Time of day in UTC'
relative\t'`2m ago`; local dates for times older than a day'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -s q -l quiet -d 'Print only data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -s v -l verbose -d 'Print more: details of requests, stack traces, all operations'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
