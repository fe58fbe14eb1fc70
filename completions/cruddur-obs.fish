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

complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -s V -l version -d 'Print version'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "demo" -d 'The main job in one command: a stack, the backend, traffic, and the queries that a person would run'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "up" -d 'The local stack and the backend in the foreground with one live view; Ctrl-C stops both'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "backend" -d 'The instrumented Cruddur backend: start, stop, look at it and send it traffic'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "honeycomb" -d 'Honeycomb: what an API key is and may do'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "local" -d 'The embedded local stack: start, stop, look at and reset it'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "init" -d 'Set a project up: its settings, its environment and the files around it'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "env" -d 'The environment of other programs'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "logs" -d 'Log groups and what is logged: create, list, tail'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "rollbar" -d 'Error items: list, look at and resolve them'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "traces" -d 'Traces: the newest, one with its log lines and its error, and new ones as they come'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "xray" -d 'AWS X-Ray: groups, sampling rules and the service map'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "trust" -d 'Trust the settings file of a folder that other users own or can write to'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "completions" -d 'Print what makes a shell complete commands and flags'
complete -c cruddur-obs -n "__fish_cruddur_obs_needs_command" -f -a "man" -d 'Print a manual page'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -l keep -d 'Leave the stack and the backend running until Ctrl-C, and print the environment that points other programs at them'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l backend-port -d 'Port of the backend; 0 takes a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -l free-ports -d 'Free ports for the stack'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand up" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -f -a "run" -d 'Run the backend in the foreground until Ctrl-C; its environment says where it reports'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -f -a "start" -d 'Start the backend in the background, reporting to the running local stack'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -f -a "stop" -d 'Stop the running backend; what it has to report is sent first'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -f -a "status" -d 'Show whether the backend runs, where, and where it reports'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and not __fish_seen_subcommand_from run start stop status load" -f -a "load" -d 'Send traffic over every route and show how it was answered'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l port -d 'The port to listen on; 0 takes a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l bind -d 'The address to listen on; anything but loopback opens the backend to the network' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l port -d 'The port to listen on; 0 takes a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l bind -d 'The address to listen on; anything but loopback opens the backend to the network' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l rate -d 'Requests a second' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l duration -d 'For how long, such as 30s or 2m' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l url -d 'The backend to call [default: the running one]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand backend; and __fish_seen_subcommand_from load" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and not __fish_seen_subcommand_from auth" -f -a "auth" -d 'Show what the API key is: its team, environment, kind and permissions'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand honeycomb; and __fish_seen_subcommand_from auth" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -f -a "run" -d 'Run the stack in the foreground until Ctrl-C'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -f -a "start" -d 'Start the stack in the background; returns when every port answers'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -f -a "stop" -d 'Stop the running stack; what it has taken is written first'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -f -a "status" -d 'Show whether the stack runs, on which ports, and what it has taken'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -f -a "check" -d 'Check the stored data for damage, repair it or save what is whole'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and not __fish_seen_subcommand_from run start stop status check reset" -f -a "reset" -d 'Delete everything that the stack has stored'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l port -d 'Port of the AWS, Honeycomb and Rollbar APIs; 0 takes a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l otlp-http-port -d 'Port of OTLP/HTTP; 0 takes a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l otlp-grpc-port -d 'Port of OTLP/gRPC; 0 takes a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l xray-port -d 'Port of the X-Ray daemon, UDP and TCP; 0 takes a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l bind -d 'The address to listen on; anything but loopback opens the stack to the network' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l allow-host -d 'Also answer requests that name this host, such as host.docker.internal' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l allow-origin -d 'Let pages of this origin send telemetry (repeatable); those of loopback always may' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l max-size -d 'Delete the oldest data when the store is larger than this, such as 2GB [default: 4GiB]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -l free-ports -d 'A free port for each'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l port -d 'Port of the AWS, Honeycomb and Rollbar APIs; 0 takes a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l otlp-http-port -d 'Port of OTLP/HTTP; 0 takes a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l otlp-grpc-port -d 'Port of OTLP/gRPC; 0 takes a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l xray-port -d 'Port of the X-Ray daemon, UDP and TCP; 0 takes a free one' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l bind -d 'The address to listen on; anything but loopback opens the stack to the network' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l allow-host -d 'Also answer requests that name this host, such as host.docker.internal' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l allow-origin -d 'Let pages of this origin send telemetry (repeatable); those of loopback always may' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l max-size -d 'Delete the oldest data when the store is larger than this, such as 2GB [default: 4GiB]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -l free-ports -d 'A free port for each'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l salvage -d 'Write what is whole to a new store file; the store stays as it is' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -l repair -d 'Keep what is whole, and move the damaged store aside'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Do not ask'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand local; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l service -d 'The service\'s name in its traces [default: backend-flask]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l compose-service -d 'The backend\'s name in docker-compose.yml [default: backend-flask]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l group -d 'The X-Ray group [default: Cruddur]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l log-group -d 'The CloudWatch log group [default: cruddur]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l honeycomb -d 'Where the Honeycomb team is [default: us]' -r -f -a "us\t''
eu\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l rollbar-environment -d 'The environment that errors are reported in [default: production]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l env -d 'Where the environment is kept [default: gitpod for the cloud where `gp` is, else dotenv]' -r -f -a "gitpod\t'Gitpod\'s own variables, by `gp env`: new workspaces have them'
dotenv\t'`.env` in this folder, readable by you alone'
none\t'Nowhere'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -s y -l yes -d 'Ask nothing: take every answer from flags, the environment and the defaults'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l force -d 'Replace files and variables that differ; without it they are shown and kept'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -l no-files -d 'Write no files but cruddur-obs.toml'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and not __fish_seen_subcommand_from export" -f -a "export" -d 'Print the environment that points another program at the target: eval "$(cruddur-obs env export)"'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l format -d 'How to write it' -r -f -a "shell\t'`export NAME=value` for POSIX shells; safe to `eval`'
dotenv\t'A `.env` file'
json\t'One JSON object'
compose\t'The `environment` of a service in a Compose file, as its container sees the target'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand env; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "create-group" -d 'Create a log group'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "groups" -d 'List log groups'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "search" -d 'Show everything that was logged in a window of time, complete and in order'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "set-retention" -d 'Set for how long a log group keeps its events'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "delete-group" -d 'Delete a log group with everything in it'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "streams" -d 'List the streams of a log group, the last written first'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "put" -d 'Put lines of stdin or of a file into a log group'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and not __fish_seen_subcommand_from create-group groups search set-retention delete-group streams put tail" -f -a "tail" -d 'Show what was logged in the last minutes, and with `--follow` what is being logged'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l retention-days -d 'How long events are kept [default: `logs.retention_days` of cruddur-obs.toml for the group that is named there, for ever otherwise]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from create-group" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l last -d 'How many, by name' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from groups" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l since -d 'Since when: 10m, 2h30m, 1d, 2026-11-20, 2026-11-20T09:00, RFC 3339, epoch [default: 10m; with --last: as far as it takes; of `search`: 1h]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l until -d 'Until when; that moment itself is not included' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l filter -d 'Only events that match this filter pattern: `ERROR`, `"GET /api"`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l stream -d 'Only this stream, or those that match a glob; may be repeated' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s i -l include -d 'Only messages that this regular expression finds something in; may be repeated' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s e -l exclude -d 'No messages that this regular expression finds something in; may be repeated' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s H -l highlight -d 'Make what this regular expression finds stand out; may be repeated' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l format -d 'How events look: pretty, raw, short, json or template=\'{time} {stream} {message}\' [default: pretty]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l fields -d 'Of messages that are JSON, only these fields: level,http.status' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l limit -d 'Stop after N events' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -l newest-first -d 'Begin with the newest event'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from set-retention" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -s y -l yes -d 'Do not ask'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from delete-group" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l last -d 'How many' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from streams" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l stream -d 'The stream, made if it is not there [default: `cruddur-obs/` and this machine\'s name]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l from-line -d 'Begin with this line of the input: where an earlier run was broken off' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -l json -d 'Lines are events as JSON: `message`, and `timestamp` in milliseconds or `at` in RFC 3339; as `logs tail -o ndjson` writes them'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from put" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l since -d 'Since when: 10m, 2h30m, 1d, 2026-11-20, 2026-11-20T09:00, RFC 3339, epoch [default: 10m; with --last: as far as it takes; of `search`: 1h]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l until -d 'Until when; that moment itself is not included' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l filter -d 'Only events that match this filter pattern: `ERROR`, `"GET /api"`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l stream -d 'Only this stream, or those that match a glob; may be repeated' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s i -l include -d 'Only messages that this regular expression finds something in; may be repeated' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s e -l exclude -d 'No messages that this regular expression finds something in; may be repeated' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s H -l highlight -d 'Make what this regular expression finds stand out; may be repeated' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l format -d 'How events look: pretty, raw, short, json or template=\'{time} {stream} {message}\' [default: pretty]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l fields -d 'Of messages that are JSON, only these fields: level,http.status' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l last -d 'Only the last N events' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s f -l follow -d 'Go on with what is being logged, until Ctrl-C'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -l live -d 'Go on by Live Tail: up to ten groups, each event about a second after it was taken, at most 500 a second; on AWS it is charged by the minute'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand logs; and __fish_seen_subcommand_from tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -f -a "items" -d 'List error items, the last seen first'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -f -a "item" -d 'Show one error item: where it fails, and its last occurrences with their traces'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and not __fish_seen_subcommand_from items item resolve" -f -a "resolve" -d 'Mark an error item as resolved; it comes back when it occurs again'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l status -d 'Only items with this status; can be given several times' -r -f -a "active\t''
resolved\t''
muted\t''
archived\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l level -d 'Only items of this level; can be given several times' -r -f -a "debug\t''
info\t''
warning\t''
error\t''
critical\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l environment -d 'Only items of this environment, such as production; can be given several times' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l since -d 'Only items that were seen since then: 15m, 2h30m, 1d, 2026-11-20, RFC 3339, epoch' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l until -d 'Only items that were last seen before then' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l last -d 'How many' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from items" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l last -d 'How many occurrences to show' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from item" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l version -d 'The version of the code in which it is gone: occurrences in older versions do not bring it back' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand rollbar; and __fish_seen_subcommand_from resolve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -f -a "recent" -d 'List the newest traces'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -f -a "show" -d 'Show one trace, with its log lines and its error'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and not __fish_seen_subcommand_from recent show tail" -f -a "tail" -d 'Show new traces as they come, until Ctrl-C'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l since -d 'Traces that started since then: 15m, 2h30m, 1d, 2026-11-20, RFC 3339, epoch' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l until -d 'Traces that started before then [default: now]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l limit -l last -d 'How many, the newest first' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from recent" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l log-group -d 'Look for log lines in this group; can be given several times [default: the groups that the trace names, and `logs.group` of cruddur-obs.toml or cruddur]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l no-logs -d 'Do not look for its log lines'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -l no-errors -d 'Do not look for its error items'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l since -d 'Begin with traces that started since then: 15m, 2h30m, 1d, RFC 3339, epoch [default: with those that come from now on]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand traces; and __fish_seen_subcommand_from tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "create-group" -d 'Create a group: a named filter over traces, with its own service map'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "groups" -d 'List the groups'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "update-group" -d 'Change the filter or the insights of a group'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "delete-group" -d 'Delete a group; its traces stay'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "create-sampling-rule" -d 'Create a sampling rule: which requests are recorded'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "sampling-rules" -d 'List the sampling rules in the order in which they are tried'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "delete-sampling-rule" -d 'Delete a sampling rule'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and not __fish_seen_subcommand_from create-group groups update-group delete-group create-sampling-rule sampling-rules delete-sampling-rule service-map" -f -a "service-map" -d 'Show who calls whom, how often, and how well'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l filter -d 'The filter expression [default: `xray.filter` of cruddur-obs.toml, or service("backend-flask") with the `service` of the file]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l insights -d 'Let X-Ray look for anomalies in the group'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -l notifications -d 'Let X-Ray tell EventBridge of the anomalies'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-group" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from groups" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l filter -d 'The new filter expression [default without any flag: as of `create-group`]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l insights -d 'Whether X-Ray looks for anomalies in the group' -r -f -a "on\t''
off\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l notifications -d 'Whether X-Ray tells EventBridge of the anomalies' -r -f -a "on\t''
off\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from update-group" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -s y -l yes -d 'Do not ask'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-group" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l file -d 'Take the rule from a JSON file, as `aws xray create-sampling-rule --cli-input-json` does' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l service -d 'The service that the rule is for [default: `service` of cruddur-obs.toml, or backend-flask]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l reservoir -d 'Requests a second that are recorded in any case [default: 5]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l rate -d 'The share of all further requests, 0 to 1 [default: 0.1]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l priority -d '1 to 9999; the lowest number that matches decides [default: 9000]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l host -d 'The host of the URL [default: *]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l method -d 'The method, such as GET [default: *]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l path -d 'The path of the URL, such as /api/activities/* [default: *]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l service-type -d 'What the service runs on, such as AWS::ECS::Container [default: *]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l resource-arn -d 'The ARN of what the service runs on [default: *]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l attribute -d 'An attribute that the request has; can be given five times' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from create-sampling-rule" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from sampling-rules" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -s y -l yes -d 'Do not ask'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from delete-sampling-rule" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l since -d 'Calls since then: 15m, 2h30m, 1d, 2026-11-20, RFC 3339, epoch' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l until -d 'Calls before then [default: now]' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l group -d 'Only the traces of this group' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand xray; and __fish_seen_subcommand_from service-map" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand trust" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l dir -d 'Write the pages of all commands into this folder' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l target -d 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]' -r -f -a "local\t'The embedded stack: no account, no cost'
cloud\t'AWS, Honeycomb and Rollbar'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -s o -l output -d 'How to write data to stdout [default: table]' -r -f -a "table\t'For people: aligned columns; plain text when piped'
json\t'One JSON document'
ndjson\t'One JSON document a line'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l jq -d 'Filter the JSON output with a jq expression; strings are printed raw' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l config -d 'The settings file [default: cruddur-obs.toml here or in a parent folder]' -r -F
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l region -d 'The AWS region' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l aws-profile -d 'The profile of the AWS configuration to use with `--target cloud`' -r
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -l time -d 'How to write times, and in which zone times without one are read [default: relative]' -r -f -a "local\t''
utc\t''
relative\t'`2m ago`; what is older than a day is written as a local date'"
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -s q -l quiet -d 'Say nothing but data, warnings and errors'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -s v -l verbose -d 'Say more'
complete -c cruddur-obs -n "__fish_cruddur_obs_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
