
use builtin;
use str;

set edit:completion:arg-completer[cruddur-obs] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'cruddur-obs'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'cruddur-obs'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand demo 'The main job in one command: a stack, the backend, traffic, and the queries that a person would run'
            cand up 'The local stack and the backend in the foreground with one live view; Ctrl-C stops both'
            cand backend 'The instrumented Cruddur backend: start, stop, look at it and send it traffic'
            cand honeycomb 'Honeycomb: what an API key is and may do'
            cand local 'The embedded local stack: start, stop, look at and reset it'
            cand init 'Set a project up: its settings, its environment and the files around it'
            cand env 'The environment of other programs'
            cand logs 'Log groups and what is logged: create, list, tail'
            cand rollbar 'Error items: list, look at and resolve them'
            cand traces 'Traces: the newest, one with its log lines and its error, and new ones as they come'
            cand xray 'AWS X-Ray: groups, sampling rules and the service map'
            cand completions 'Print what makes a shell complete commands and flags'
            cand man 'Print a manual page'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;demo'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand --keep 'Leave the stack and the backend running until Ctrl-C, and print the environment that points other programs at them'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;up'= {
            cand --backend-port 'Port of the backend; 0 takes a free one'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand --free-ports 'Free ports for the stack'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;backend'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand run 'Run the backend in the foreground until Ctrl-C; its environment says where it reports'
            cand start 'Start the backend in the background, reporting to the running local stack'
            cand stop 'Stop the running backend; what it has to report is sent first'
            cand status 'Show whether the backend runs, where, and where it reports'
            cand load 'Send traffic over every route and show how it was answered'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;backend;run'= {
            cand --port 'The port to listen on; 0 takes a free one'
            cand --bind 'The address to listen on; anything but loopback opens the backend to the network'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;backend;start'= {
            cand --port 'The port to listen on; 0 takes a free one'
            cand --bind 'The address to listen on; anything but loopback opens the backend to the network'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;backend;stop'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;backend;status'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;backend;load'= {
            cand --rate 'Requests a second'
            cand --duration 'For how long, such as 30s or 2m'
            cand --url 'The backend to call [default: the running one]'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;backend;help'= {
            cand run 'Run the backend in the foreground until Ctrl-C; its environment says where it reports'
            cand start 'Start the backend in the background, reporting to the running local stack'
            cand stop 'Stop the running backend; what it has to report is sent first'
            cand status 'Show whether the backend runs, where, and where it reports'
            cand load 'Send traffic over every route and show how it was answered'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;backend;help;run'= {
        }
        &'cruddur-obs;backend;help;start'= {
        }
        &'cruddur-obs;backend;help;stop'= {
        }
        &'cruddur-obs;backend;help;status'= {
        }
        &'cruddur-obs;backend;help;load'= {
        }
        &'cruddur-obs;backend;help;help'= {
        }
        &'cruddur-obs;honeycomb'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand auth 'Show what the API key is: its team, environment, kind and permissions'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;honeycomb;auth'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;honeycomb;help'= {
            cand auth 'Show what the API key is: its team, environment, kind and permissions'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;honeycomb;help;auth'= {
        }
        &'cruddur-obs;honeycomb;help;help'= {
        }
        &'cruddur-obs;local'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand run 'Run the stack in the foreground until Ctrl-C'
            cand start 'Start the stack in the background; returns when every port answers'
            cand stop 'Stop the running stack; what it has taken is written first'
            cand status 'Show whether the stack runs, on which ports, and what it has taken'
            cand reset 'Delete everything that the stack has stored'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;local;run'= {
            cand --port 'Port of the AWS, Honeycomb and Rollbar APIs; 0 takes a free one'
            cand --otlp-http-port 'Port of OTLP/HTTP; 0 takes a free one'
            cand --otlp-grpc-port 'Port of OTLP/gRPC; 0 takes a free one'
            cand --xray-port 'Port of the X-Ray daemon, UDP and TCP; 0 takes a free one'
            cand --bind 'The address to listen on; anything but loopback opens the stack to the network'
            cand --allow-host 'Also answer requests that name this host, such as host.docker.internal'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand --free-ports 'A free port for each'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;local;start'= {
            cand --port 'Port of the AWS, Honeycomb and Rollbar APIs; 0 takes a free one'
            cand --otlp-http-port 'Port of OTLP/HTTP; 0 takes a free one'
            cand --otlp-grpc-port 'Port of OTLP/gRPC; 0 takes a free one'
            cand --xray-port 'Port of the X-Ray daemon, UDP and TCP; 0 takes a free one'
            cand --bind 'The address to listen on; anything but loopback opens the stack to the network'
            cand --allow-host 'Also answer requests that name this host, such as host.docker.internal'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand --free-ports 'A free port for each'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;local;stop'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;local;status'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;local;reset'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;local;help'= {
            cand run 'Run the stack in the foreground until Ctrl-C'
            cand start 'Start the stack in the background; returns when every port answers'
            cand stop 'Stop the running stack; what it has taken is written first'
            cand status 'Show whether the stack runs, on which ports, and what it has taken'
            cand reset 'Delete everything that the stack has stored'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;local;help;run'= {
        }
        &'cruddur-obs;local;help;start'= {
        }
        &'cruddur-obs;local;help;stop'= {
        }
        &'cruddur-obs;local;help;status'= {
        }
        &'cruddur-obs;local;help;reset'= {
        }
        &'cruddur-obs;local;help;help'= {
        }
        &'cruddur-obs;init'= {
            cand --service 'The service''s name in its traces [default: backend-flask]'
            cand --compose-service 'The backend''s name in docker-compose.yml [default: backend-flask]'
            cand --group 'The X-Ray group [default: Cruddur]'
            cand --log-group 'The CloudWatch log group [default: cruddur]'
            cand --honeycomb 'Where the Honeycomb team is [default: us]'
            cand --rollbar-environment 'The environment that errors are reported in [default: production]'
            cand --env 'Where the environment is kept [default: gitpod for the cloud where `gp` is, else dotenv]'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -y 'Ask nothing: take every answer from flags, the environment and the defaults'
            cand --yes 'Ask nothing: take every answer from flags, the environment and the defaults'
            cand --force 'Replace files and variables that differ; without it they are shown and kept'
            cand --no-files 'Write no files but cruddur-obs.toml'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;env'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand export 'Print the environment that points another program at the target: eval "$(cruddur-obs env export)"'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;env;export'= {
            cand --format 'How to write it'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;env;help'= {
            cand export 'Print the environment that points another program at the target: eval "$(cruddur-obs env export)"'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;env;help;export'= {
        }
        &'cruddur-obs;env;help;help'= {
        }
        &'cruddur-obs;logs'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand create-group 'Create a log group'
            cand groups 'List log groups'
            cand search 'Show everything that was logged in a window of time, complete and in order'
            cand set-retention 'Set for how long a log group keeps its events'
            cand delete-group 'Delete a log group with everything in it'
            cand streams 'List the streams of a log group, the last written first'
            cand put 'Put lines of stdin or of a file into a log group'
            cand tail 'Show what was logged in the last minutes, and with `--follow` what is being logged'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;logs;create-group'= {
            cand --retention-days 'How long events are kept [default: `logs.retention_days` of cruddur-obs.toml for the group that is named there, for ever otherwise]'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;logs;groups'= {
            cand --last 'How many, by name'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;logs;search'= {
            cand --since 'Since when: 10m, 2h30m, 1d, 2026-11-20, 2026-11-20T09:00, RFC 3339, epoch [default: 10m; with --last: as far as it takes; of `search`: 1h]'
            cand --until 'Until when; that moment itself is not included'
            cand --filter 'Only events that match this filter pattern: `ERROR`, `"GET /api"`'
            cand --stream 'Only this stream, or those that match a glob; may be repeated'
            cand -i 'Only messages that this regular expression finds something in; may be repeated'
            cand --include 'Only messages that this regular expression finds something in; may be repeated'
            cand -e 'No messages that this regular expression finds something in; may be repeated'
            cand --exclude 'No messages that this regular expression finds something in; may be repeated'
            cand -H 'Make what this regular expression finds stand out; may be repeated'
            cand --highlight 'Make what this regular expression finds stand out; may be repeated'
            cand --format 'How events look: pretty, raw, short, json or template=''{time} {stream} {message}'' [default: pretty]'
            cand --fields 'Of messages that are JSON, only these fields: level,http.status'
            cand --limit 'Stop after N events'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand --newest-first 'Begin with the newest event'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;logs;set-retention'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;logs;delete-group'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;logs;streams'= {
            cand --last 'How many'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;logs;put'= {
            cand --stream 'The stream, made if it is not there [default: `cruddur-obs/` and this machine''s name]'
            cand --from-line 'Begin with this line of the input: where an earlier run was broken off'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand --json 'Lines are events as JSON: `message`, and `timestamp` in milliseconds or `at` in RFC 3339; as `logs tail -o ndjson` writes them'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;logs;tail'= {
            cand --since 'Since when: 10m, 2h30m, 1d, 2026-11-20, 2026-11-20T09:00, RFC 3339, epoch [default: 10m; with --last: as far as it takes; of `search`: 1h]'
            cand --until 'Until when; that moment itself is not included'
            cand --filter 'Only events that match this filter pattern: `ERROR`, `"GET /api"`'
            cand --stream 'Only this stream, or those that match a glob; may be repeated'
            cand -i 'Only messages that this regular expression finds something in; may be repeated'
            cand --include 'Only messages that this regular expression finds something in; may be repeated'
            cand -e 'No messages that this regular expression finds something in; may be repeated'
            cand --exclude 'No messages that this regular expression finds something in; may be repeated'
            cand -H 'Make what this regular expression finds stand out; may be repeated'
            cand --highlight 'Make what this regular expression finds stand out; may be repeated'
            cand --format 'How events look: pretty, raw, short, json or template=''{time} {stream} {message}'' [default: pretty]'
            cand --fields 'Of messages that are JSON, only these fields: level,http.status'
            cand --last 'Only the last N events'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -f 'Go on with what is being logged, until Ctrl-C'
            cand --follow 'Go on with what is being logged, until Ctrl-C'
            cand --live 'Go on by Live Tail: up to ten groups, each event about a second after it was taken, at most 500 a second; on AWS it is charged by the minute'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;logs;help'= {
            cand create-group 'Create a log group'
            cand groups 'List log groups'
            cand search 'Show everything that was logged in a window of time, complete and in order'
            cand set-retention 'Set for how long a log group keeps its events'
            cand delete-group 'Delete a log group with everything in it'
            cand streams 'List the streams of a log group, the last written first'
            cand put 'Put lines of stdin or of a file into a log group'
            cand tail 'Show what was logged in the last minutes, and with `--follow` what is being logged'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;logs;help;create-group'= {
        }
        &'cruddur-obs;logs;help;groups'= {
        }
        &'cruddur-obs;logs;help;search'= {
        }
        &'cruddur-obs;logs;help;set-retention'= {
        }
        &'cruddur-obs;logs;help;delete-group'= {
        }
        &'cruddur-obs;logs;help;streams'= {
        }
        &'cruddur-obs;logs;help;put'= {
        }
        &'cruddur-obs;logs;help;tail'= {
        }
        &'cruddur-obs;logs;help;help'= {
        }
        &'cruddur-obs;rollbar'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand items 'List error items, the last seen first'
            cand item 'Show one error item: where it fails, and its last occurrences with their traces'
            cand resolve 'Mark an error item as resolved; it comes back when it occurs again'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;rollbar;items'= {
            cand --status 'Only items with this status; can be given several times'
            cand --level 'Only items of this level; can be given several times'
            cand --environment 'Only items of this environment, such as production; can be given several times'
            cand --since 'Only items that were seen since then: 15m, 2h30m, 1d, 2026-11-20, RFC 3339, epoch'
            cand --until 'Only items that were last seen before then'
            cand --last 'How many'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;rollbar;item'= {
            cand --last 'How many occurrences to show'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;rollbar;resolve'= {
            cand --version 'The version of the code in which it is gone: occurrences in older versions do not bring it back'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;rollbar;help'= {
            cand items 'List error items, the last seen first'
            cand item 'Show one error item: where it fails, and its last occurrences with their traces'
            cand resolve 'Mark an error item as resolved; it comes back when it occurs again'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;rollbar;help;items'= {
        }
        &'cruddur-obs;rollbar;help;item'= {
        }
        &'cruddur-obs;rollbar;help;resolve'= {
        }
        &'cruddur-obs;rollbar;help;help'= {
        }
        &'cruddur-obs;traces'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand recent 'List the newest traces'
            cand show 'Show one trace, with its log lines and its error'
            cand tail 'Show new traces as they come, until Ctrl-C'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;traces;recent'= {
            cand --since 'Traces that started since then: 15m, 2h30m, 1d, 2026-11-20, RFC 3339, epoch'
            cand --until 'Traces that started before then [default: now]'
            cand --limit 'How many, the newest first'
            cand --last 'How many, the newest first'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;traces;show'= {
            cand --log-group 'Look for log lines in this group; can be given several times [default: the groups that the trace names, and `logs.group` of cruddur-obs.toml or cruddur]'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand --no-logs 'Do not look for its log lines'
            cand --no-errors 'Do not look for its error items'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;traces;tail'= {
            cand --since 'Begin with traces that started since then: 15m, 2h30m, 1d, RFC 3339, epoch [default: with those that come from now on]'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;traces;help'= {
            cand recent 'List the newest traces'
            cand show 'Show one trace, with its log lines and its error'
            cand tail 'Show new traces as they come, until Ctrl-C'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;traces;help;recent'= {
        }
        &'cruddur-obs;traces;help;show'= {
        }
        &'cruddur-obs;traces;help;tail'= {
        }
        &'cruddur-obs;traces;help;help'= {
        }
        &'cruddur-obs;xray'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand create-group 'Create a group: a named filter over traces, with its own service map'
            cand groups 'List the groups'
            cand update-group 'Change the filter or the insights of a group'
            cand delete-group 'Delete a group; its traces stay'
            cand create-sampling-rule 'Create a sampling rule: which requests are recorded'
            cand sampling-rules 'List the sampling rules in the order in which they are tried'
            cand delete-sampling-rule 'Delete a sampling rule'
            cand service-map 'Show who calls whom, how often, and how well'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;xray;create-group'= {
            cand --filter 'The filter expression [default: `xray.filter` of cruddur-obs.toml, or service("backend-flask") with the `service` of the file]'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand --insights 'Let X-Ray look for anomalies in the group'
            cand --notifications 'Let X-Ray tell EventBridge of the anomalies'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;xray;groups'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;xray;update-group'= {
            cand --filter 'The new filter expression [default without any flag: as of `create-group`]'
            cand --insights 'Whether X-Ray looks for anomalies in the group'
            cand --notifications 'Whether X-Ray tells EventBridge of the anomalies'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;xray;delete-group'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;xray;create-sampling-rule'= {
            cand --file 'Take the rule from a JSON file, as `aws xray create-sampling-rule --cli-input-json` does'
            cand --service 'The service that the rule is for [default: `service` of cruddur-obs.toml, or backend-flask]'
            cand --reservoir 'Requests a second that are recorded in any case [default: 5]'
            cand --rate 'The share of all further requests, 0 to 1 [default: 0.1]'
            cand --priority '1 to 9999; the lowest number that matches decides [default: 9000]'
            cand --host 'The host of the URL [default: *]'
            cand --method 'The method, such as GET [default: *]'
            cand --path 'The path of the URL, such as /api/activities/* [default: *]'
            cand --service-type 'What the service runs on, such as AWS::ECS::Container [default: *]'
            cand --resource-arn 'The ARN of what the service runs on [default: *]'
            cand --attribute 'An attribute that the request has; can be given five times'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;xray;sampling-rules'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;xray;delete-sampling-rule'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;xray;service-map'= {
            cand --since 'Calls since then: 15m, 2h30m, 1d, 2026-11-20, RFC 3339, epoch'
            cand --until 'Calls before then [default: now]'
            cand --group 'Only the traces of this group'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;xray;help'= {
            cand create-group 'Create a group: a named filter over traces, with its own service map'
            cand groups 'List the groups'
            cand update-group 'Change the filter or the insights of a group'
            cand delete-group 'Delete a group; its traces stay'
            cand create-sampling-rule 'Create a sampling rule: which requests are recorded'
            cand sampling-rules 'List the sampling rules in the order in which they are tried'
            cand delete-sampling-rule 'Delete a sampling rule'
            cand service-map 'Show who calls whom, how often, and how well'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;xray;help;create-group'= {
        }
        &'cruddur-obs;xray;help;groups'= {
        }
        &'cruddur-obs;xray;help;update-group'= {
        }
        &'cruddur-obs;xray;help;delete-group'= {
        }
        &'cruddur-obs;xray;help;create-sampling-rule'= {
        }
        &'cruddur-obs;xray;help;sampling-rules'= {
        }
        &'cruddur-obs;xray;help;delete-sampling-rule'= {
        }
        &'cruddur-obs;xray;help;service-map'= {
        }
        &'cruddur-obs;xray;help;help'= {
        }
        &'cruddur-obs;completions'= {
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;man'= {
            cand --dir 'Write the pages of all commands into this folder'
            cand --target 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]'
            cand -o 'How to write data to stdout [default: table]'
            cand --output 'How to write data to stdout [default: table]'
            cand --jq 'Filter the JSON output with a jq expression; strings are printed raw'
            cand --color 'When to colour'
            cand --config 'The settings file [default: cruddur-obs.toml here or in a parent folder]'
            cand --region 'The AWS region'
            cand --aws-profile 'The profile of the AWS configuration to use with `--target cloud`'
            cand --time 'How to write times, and in which zone times without one are read [default: relative]'
            cand -q 'Say nothing but data, warnings and errors'
            cand --quiet 'Say nothing but data, warnings and errors'
            cand -v 'Say more'
            cand --verbose 'Say more'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'cruddur-obs;help'= {
            cand demo 'The main job in one command: a stack, the backend, traffic, and the queries that a person would run'
            cand up 'The local stack and the backend in the foreground with one live view; Ctrl-C stops both'
            cand backend 'The instrumented Cruddur backend: start, stop, look at it and send it traffic'
            cand honeycomb 'Honeycomb: what an API key is and may do'
            cand local 'The embedded local stack: start, stop, look at and reset it'
            cand init 'Set a project up: its settings, its environment and the files around it'
            cand env 'The environment of other programs'
            cand logs 'Log groups and what is logged: create, list, tail'
            cand rollbar 'Error items: list, look at and resolve them'
            cand traces 'Traces: the newest, one with its log lines and its error, and new ones as they come'
            cand xray 'AWS X-Ray: groups, sampling rules and the service map'
            cand completions 'Print what makes a shell complete commands and flags'
            cand man 'Print a manual page'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'cruddur-obs;help;demo'= {
        }
        &'cruddur-obs;help;up'= {
        }
        &'cruddur-obs;help;backend'= {
            cand run 'Run the backend in the foreground until Ctrl-C; its environment says where it reports'
            cand start 'Start the backend in the background, reporting to the running local stack'
            cand stop 'Stop the running backend; what it has to report is sent first'
            cand status 'Show whether the backend runs, where, and where it reports'
            cand load 'Send traffic over every route and show how it was answered'
        }
        &'cruddur-obs;help;backend;run'= {
        }
        &'cruddur-obs;help;backend;start'= {
        }
        &'cruddur-obs;help;backend;stop'= {
        }
        &'cruddur-obs;help;backend;status'= {
        }
        &'cruddur-obs;help;backend;load'= {
        }
        &'cruddur-obs;help;honeycomb'= {
            cand auth 'Show what the API key is: its team, environment, kind and permissions'
        }
        &'cruddur-obs;help;honeycomb;auth'= {
        }
        &'cruddur-obs;help;local'= {
            cand run 'Run the stack in the foreground until Ctrl-C'
            cand start 'Start the stack in the background; returns when every port answers'
            cand stop 'Stop the running stack; what it has taken is written first'
            cand status 'Show whether the stack runs, on which ports, and what it has taken'
            cand reset 'Delete everything that the stack has stored'
        }
        &'cruddur-obs;help;local;run'= {
        }
        &'cruddur-obs;help;local;start'= {
        }
        &'cruddur-obs;help;local;stop'= {
        }
        &'cruddur-obs;help;local;status'= {
        }
        &'cruddur-obs;help;local;reset'= {
        }
        &'cruddur-obs;help;init'= {
        }
        &'cruddur-obs;help;env'= {
            cand export 'Print the environment that points another program at the target: eval "$(cruddur-obs env export)"'
        }
        &'cruddur-obs;help;env;export'= {
        }
        &'cruddur-obs;help;logs'= {
            cand create-group 'Create a log group'
            cand groups 'List log groups'
            cand search 'Show everything that was logged in a window of time, complete and in order'
            cand set-retention 'Set for how long a log group keeps its events'
            cand delete-group 'Delete a log group with everything in it'
            cand streams 'List the streams of a log group, the last written first'
            cand put 'Put lines of stdin or of a file into a log group'
            cand tail 'Show what was logged in the last minutes, and with `--follow` what is being logged'
        }
        &'cruddur-obs;help;logs;create-group'= {
        }
        &'cruddur-obs;help;logs;groups'= {
        }
        &'cruddur-obs;help;logs;search'= {
        }
        &'cruddur-obs;help;logs;set-retention'= {
        }
        &'cruddur-obs;help;logs;delete-group'= {
        }
        &'cruddur-obs;help;logs;streams'= {
        }
        &'cruddur-obs;help;logs;put'= {
        }
        &'cruddur-obs;help;logs;tail'= {
        }
        &'cruddur-obs;help;rollbar'= {
            cand items 'List error items, the last seen first'
            cand item 'Show one error item: where it fails, and its last occurrences with their traces'
            cand resolve 'Mark an error item as resolved; it comes back when it occurs again'
        }
        &'cruddur-obs;help;rollbar;items'= {
        }
        &'cruddur-obs;help;rollbar;item'= {
        }
        &'cruddur-obs;help;rollbar;resolve'= {
        }
        &'cruddur-obs;help;traces'= {
            cand recent 'List the newest traces'
            cand show 'Show one trace, with its log lines and its error'
            cand tail 'Show new traces as they come, until Ctrl-C'
        }
        &'cruddur-obs;help;traces;recent'= {
        }
        &'cruddur-obs;help;traces;show'= {
        }
        &'cruddur-obs;help;traces;tail'= {
        }
        &'cruddur-obs;help;xray'= {
            cand create-group 'Create a group: a named filter over traces, with its own service map'
            cand groups 'List the groups'
            cand update-group 'Change the filter or the insights of a group'
            cand delete-group 'Delete a group; its traces stay'
            cand create-sampling-rule 'Create a sampling rule: which requests are recorded'
            cand sampling-rules 'List the sampling rules in the order in which they are tried'
            cand delete-sampling-rule 'Delete a sampling rule'
            cand service-map 'Show who calls whom, how often, and how well'
        }
        &'cruddur-obs;help;xray;create-group'= {
        }
        &'cruddur-obs;help;xray;groups'= {
        }
        &'cruddur-obs;help;xray;update-group'= {
        }
        &'cruddur-obs;help;xray;delete-group'= {
        }
        &'cruddur-obs;help;xray;create-sampling-rule'= {
        }
        &'cruddur-obs;help;xray;sampling-rules'= {
        }
        &'cruddur-obs;help;xray;delete-sampling-rule'= {
        }
        &'cruddur-obs;help;xray;service-map'= {
        }
        &'cruddur-obs;help;completions'= {
        }
        &'cruddur-obs;help;man'= {
        }
        &'cruddur-obs;help;help'= {
        }
    ]
    $completions[$command]
}
