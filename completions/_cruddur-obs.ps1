
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'cruddur-obs' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'cruddur-obs'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'cruddur-obs' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'The main job in one command: a stack, the backend, traffic, and the queries that a person would run')
            [CompletionResult]::new('up', 'up', [CompletionResultType]::ParameterValue, 'The local stack and the backend in the foreground with one live view; Ctrl-C stops both')
            [CompletionResult]::new('backend', 'backend', [CompletionResultType]::ParameterValue, 'The instrumented Cruddur backend: start, stop, look at it and send it traffic')
            [CompletionResult]::new('honeycomb', 'honeycomb', [CompletionResultType]::ParameterValue, 'Honeycomb: what an API key is and may do')
            [CompletionResult]::new('local', 'local', [CompletionResultType]::ParameterValue, 'The embedded local stack: start, stop, look at and reset it')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Set a project up: its settings, its environment and the files around it')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'The environment of other programs')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Log groups and what is logged: create, list, tail')
            [CompletionResult]::new('rollbar', 'rollbar', [CompletionResultType]::ParameterValue, 'Error items: list, look at and resolve them')
            [CompletionResult]::new('traces', 'traces', [CompletionResultType]::ParameterValue, 'Traces: the newest, one with its log lines and its error, and new ones as they come')
            [CompletionResult]::new('xray', 'xray', [CompletionResultType]::ParameterValue, 'AWS X-Ray: groups, sampling rules and the service map')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print what makes a shell complete commands and flags')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;demo' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Leave the stack and the backend running until Ctrl-C, and print the environment that points other programs at them')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;up' {
            [CompletionResult]::new('--backend-port', '--backend-port', [CompletionResultType]::ParameterName, 'Port of the backend; 0 takes a free one')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('--free-ports', '--free-ports', [CompletionResultType]::ParameterName, 'Free ports for the stack')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;backend' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run the backend in the foreground until Ctrl-C; its environment says where it reports')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start the backend in the background, reporting to the running local stack')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop the running backend; what it has to report is sent first')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether the backend runs, where, and where it reports')
            [CompletionResult]::new('load', 'load', [CompletionResultType]::ParameterValue, 'Send traffic over every route and show how it was answered')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;backend;run' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on; 0 takes a free one')
            [CompletionResult]::new('--bind', '--bind', [CompletionResultType]::ParameterName, 'The address to listen on; anything but loopback opens the backend to the network')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;backend;start' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on; 0 takes a free one')
            [CompletionResult]::new('--bind', '--bind', [CompletionResultType]::ParameterName, 'The address to listen on; anything but loopback opens the backend to the network')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;backend;stop' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;backend;status' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;backend;load' {
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Requests a second')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'For how long, such as 30s or 2m')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The backend to call [default: the running one]')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;backend;help' {
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run the backend in the foreground until Ctrl-C; its environment says where it reports')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start the backend in the background, reporting to the running local stack')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop the running backend; what it has to report is sent first')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether the backend runs, where, and where it reports')
            [CompletionResult]::new('load', 'load', [CompletionResultType]::ParameterValue, 'Send traffic over every route and show how it was answered')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;backend;help;run' {
            break
        }
        'cruddur-obs;backend;help;start' {
            break
        }
        'cruddur-obs;backend;help;stop' {
            break
        }
        'cruddur-obs;backend;help;status' {
            break
        }
        'cruddur-obs;backend;help;load' {
            break
        }
        'cruddur-obs;backend;help;help' {
            break
        }
        'cruddur-obs;honeycomb' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('auth', 'auth', [CompletionResultType]::ParameterValue, 'Show what the API key is: its team, environment, kind and permissions')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;honeycomb;auth' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;honeycomb;help' {
            [CompletionResult]::new('auth', 'auth', [CompletionResultType]::ParameterValue, 'Show what the API key is: its team, environment, kind and permissions')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;honeycomb;help;auth' {
            break
        }
        'cruddur-obs;honeycomb;help;help' {
            break
        }
        'cruddur-obs;local' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run the stack in the foreground until Ctrl-C')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start the stack in the background; returns when every port answers')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop the running stack; what it has taken is written first')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether the stack runs, on which ports, and what it has taken')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Delete everything that the stack has stored')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;local;run' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of the AWS, Honeycomb and Rollbar APIs; 0 takes a free one')
            [CompletionResult]::new('--otlp-http-port', '--otlp-http-port', [CompletionResultType]::ParameterName, 'Port of OTLP/HTTP; 0 takes a free one')
            [CompletionResult]::new('--otlp-grpc-port', '--otlp-grpc-port', [CompletionResultType]::ParameterName, 'Port of OTLP/gRPC; 0 takes a free one')
            [CompletionResult]::new('--xray-port', '--xray-port', [CompletionResultType]::ParameterName, 'Port of the X-Ray daemon, UDP and TCP; 0 takes a free one')
            [CompletionResult]::new('--bind', '--bind', [CompletionResultType]::ParameterName, 'The address to listen on; anything but loopback opens the stack to the network')
            [CompletionResult]::new('--allow-host', '--allow-host', [CompletionResultType]::ParameterName, 'Also answer requests that name this host, such as host.docker.internal')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('--free-ports', '--free-ports', [CompletionResultType]::ParameterName, 'A free port for each')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;local;start' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of the AWS, Honeycomb and Rollbar APIs; 0 takes a free one')
            [CompletionResult]::new('--otlp-http-port', '--otlp-http-port', [CompletionResultType]::ParameterName, 'Port of OTLP/HTTP; 0 takes a free one')
            [CompletionResult]::new('--otlp-grpc-port', '--otlp-grpc-port', [CompletionResultType]::ParameterName, 'Port of OTLP/gRPC; 0 takes a free one')
            [CompletionResult]::new('--xray-port', '--xray-port', [CompletionResultType]::ParameterName, 'Port of the X-Ray daemon, UDP and TCP; 0 takes a free one')
            [CompletionResult]::new('--bind', '--bind', [CompletionResultType]::ParameterName, 'The address to listen on; anything but loopback opens the stack to the network')
            [CompletionResult]::new('--allow-host', '--allow-host', [CompletionResultType]::ParameterName, 'Also answer requests that name this host, such as host.docker.internal')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('--free-ports', '--free-ports', [CompletionResultType]::ParameterName, 'A free port for each')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;local;stop' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;local;status' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;local;reset' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;local;help' {
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run the stack in the foreground until Ctrl-C')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start the stack in the background; returns when every port answers')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop the running stack; what it has taken is written first')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether the stack runs, on which ports, and what it has taken')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Delete everything that the stack has stored')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;local;help;run' {
            break
        }
        'cruddur-obs;local;help;start' {
            break
        }
        'cruddur-obs;local;help;stop' {
            break
        }
        'cruddur-obs;local;help;status' {
            break
        }
        'cruddur-obs;local;help;reset' {
            break
        }
        'cruddur-obs;local;help;help' {
            break
        }
        'cruddur-obs;init' {
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service''s name in its traces [default: backend-flask]')
            [CompletionResult]::new('--compose-service', '--compose-service', [CompletionResultType]::ParameterName, 'The backend''s name in docker-compose.yml [default: backend-flask]')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'The X-Ray group [default: Cruddur]')
            [CompletionResult]::new('--log-group', '--log-group', [CompletionResultType]::ParameterName, 'The CloudWatch log group [default: cruddur]')
            [CompletionResult]::new('--honeycomb', '--honeycomb', [CompletionResultType]::ParameterName, 'Where the Honeycomb team is [default: us]')
            [CompletionResult]::new('--rollbar-environment', '--rollbar-environment', [CompletionResultType]::ParameterName, 'The environment that errors are reported in [default: production]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Where the environment is kept [default: gitpod for the cloud where `gp` is, else dotenv]')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Ask nothing: take every answer from flags, the environment and the defaults')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Ask nothing: take every answer from flags, the environment and the defaults')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace files and variables that differ; without it they are shown and kept')
            [CompletionResult]::new('--no-files', '--no-files', [CompletionResultType]::ParameterName, 'Write no files but cruddur-obs.toml')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;env' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the environment that points another program at the target: eval "$(cruddur-obs env export)"')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;env;export' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to write it')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;env;help' {
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the environment that points another program at the target: eval "$(cruddur-obs env export)"')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;env;help;export' {
            break
        }
        'cruddur-obs;env;help;help' {
            break
        }
        'cruddur-obs;logs' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create-group', 'create-group', [CompletionResultType]::ParameterValue, 'Create a log group')
            [CompletionResult]::new('groups', 'groups', [CompletionResultType]::ParameterValue, 'List log groups')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Show everything that was logged in a window of time, complete and in order')
            [CompletionResult]::new('set-retention', 'set-retention', [CompletionResultType]::ParameterValue, 'Set for how long a log group keeps its events')
            [CompletionResult]::new('delete-group', 'delete-group', [CompletionResultType]::ParameterValue, 'Delete a log group with everything in it')
            [CompletionResult]::new('streams', 'streams', [CompletionResultType]::ParameterValue, 'List the streams of a log group, the last written first')
            [CompletionResult]::new('put', 'put', [CompletionResultType]::ParameterValue, 'Put lines of stdin or of a file into a log group')
            [CompletionResult]::new('tail', 'tail', [CompletionResultType]::ParameterValue, 'Show what was logged in the last minutes, and with `--follow` what is being logged')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;logs;create-group' {
            [CompletionResult]::new('--retention-days', '--retention-days', [CompletionResultType]::ParameterName, 'How long events are kept [default: `logs.retention_days` of cruddur-obs.toml for the group that is named there, for ever otherwise]')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;logs;groups' {
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'How many, by name')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;logs;search' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Since when: 10m, 2h30m, 1d, 2026-11-20, 2026-11-20T09:00, RFC 3339, epoch [default: 10m; with --last: as far as it takes; of `search`: 1h]')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Until when; that moment itself is not included')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Only events that match this filter pattern: `ERROR`, `"GET /api"`')
            [CompletionResult]::new('--stream', '--stream', [CompletionResultType]::ParameterName, 'Only this stream, or those that match a glob; may be repeated')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Only messages that this regular expression finds something in; may be repeated')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Only messages that this regular expression finds something in; may be repeated')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'No messages that this regular expression finds something in; may be repeated')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'No messages that this regular expression finds something in; may be repeated')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Make what this regular expression finds stand out; may be repeated')
            [CompletionResult]::new('--highlight', '--highlight', [CompletionResultType]::ParameterName, 'Make what this regular expression finds stand out; may be repeated')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How events look: pretty, raw, short, json or template=''{time} {stream} {message}'' [default: pretty]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Of messages that are JSON, only these fields: level,http.status')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Stop after N events')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('--newest-first', '--newest-first', [CompletionResultType]::ParameterName, 'Begin with the newest event')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;logs;set-retention' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;logs;delete-group' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;logs;streams' {
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'How many')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;logs;put' {
            [CompletionResult]::new('--stream', '--stream', [CompletionResultType]::ParameterName, 'The stream, made if it is not there [default: `cruddur-obs/` and this machine''s name]')
            [CompletionResult]::new('--from-line', '--from-line', [CompletionResultType]::ParameterName, 'Begin with this line of the input: where an earlier run was broken off')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Lines are events as JSON: `message`, and `timestamp` in milliseconds or `at` in RFC 3339; as `logs tail -o ndjson` writes them')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;logs;tail' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Since when: 10m, 2h30m, 1d, 2026-11-20, 2026-11-20T09:00, RFC 3339, epoch [default: 10m; with --last: as far as it takes; of `search`: 1h]')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Until when; that moment itself is not included')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Only events that match this filter pattern: `ERROR`, `"GET /api"`')
            [CompletionResult]::new('--stream', '--stream', [CompletionResultType]::ParameterName, 'Only this stream, or those that match a glob; may be repeated')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Only messages that this regular expression finds something in; may be repeated')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Only messages that this regular expression finds something in; may be repeated')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'No messages that this regular expression finds something in; may be repeated')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'No messages that this regular expression finds something in; may be repeated')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Make what this regular expression finds stand out; may be repeated')
            [CompletionResult]::new('--highlight', '--highlight', [CompletionResultType]::ParameterName, 'Make what this regular expression finds stand out; may be repeated')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How events look: pretty, raw, short, json or template=''{time} {stream} {message}'' [default: pretty]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Of messages that are JSON, only these fields: level,http.status')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'Only the last N events')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on with what is being logged, until Ctrl-C')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on with what is being logged, until Ctrl-C')
            [CompletionResult]::new('--live', '--live', [CompletionResultType]::ParameterName, 'Go on by Live Tail: up to ten groups, each event about a second after it was taken, at most 500 a second; on AWS it is charged by the minute')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;logs;help' {
            [CompletionResult]::new('create-group', 'create-group', [CompletionResultType]::ParameterValue, 'Create a log group')
            [CompletionResult]::new('groups', 'groups', [CompletionResultType]::ParameterValue, 'List log groups')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Show everything that was logged in a window of time, complete and in order')
            [CompletionResult]::new('set-retention', 'set-retention', [CompletionResultType]::ParameterValue, 'Set for how long a log group keeps its events')
            [CompletionResult]::new('delete-group', 'delete-group', [CompletionResultType]::ParameterValue, 'Delete a log group with everything in it')
            [CompletionResult]::new('streams', 'streams', [CompletionResultType]::ParameterValue, 'List the streams of a log group, the last written first')
            [CompletionResult]::new('put', 'put', [CompletionResultType]::ParameterValue, 'Put lines of stdin or of a file into a log group')
            [CompletionResult]::new('tail', 'tail', [CompletionResultType]::ParameterValue, 'Show what was logged in the last minutes, and with `--follow` what is being logged')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;logs;help;create-group' {
            break
        }
        'cruddur-obs;logs;help;groups' {
            break
        }
        'cruddur-obs;logs;help;search' {
            break
        }
        'cruddur-obs;logs;help;set-retention' {
            break
        }
        'cruddur-obs;logs;help;delete-group' {
            break
        }
        'cruddur-obs;logs;help;streams' {
            break
        }
        'cruddur-obs;logs;help;put' {
            break
        }
        'cruddur-obs;logs;help;tail' {
            break
        }
        'cruddur-obs;logs;help;help' {
            break
        }
        'cruddur-obs;rollbar' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('items', 'items', [CompletionResultType]::ParameterValue, 'List error items, the last seen first')
            [CompletionResult]::new('item', 'item', [CompletionResultType]::ParameterValue, 'Show one error item: where it fails, and its last occurrences with their traces')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Mark an error item as resolved; it comes back when it occurs again')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;rollbar;items' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only items with this status; can be given several times')
            [CompletionResult]::new('--level', '--level', [CompletionResultType]::ParameterName, 'Only items of this level; can be given several times')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Only items of this environment, such as production; can be given several times')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only items that were seen since then: 15m, 2h30m, 1d, 2026-11-20, RFC 3339, epoch')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only items that were last seen before then')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'How many')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;rollbar;item' {
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'How many occurrences to show')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;rollbar;resolve' {
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'The version of the code in which it is gone: occurrences in older versions do not bring it back')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;rollbar;help' {
            [CompletionResult]::new('items', 'items', [CompletionResultType]::ParameterValue, 'List error items, the last seen first')
            [CompletionResult]::new('item', 'item', [CompletionResultType]::ParameterValue, 'Show one error item: where it fails, and its last occurrences with their traces')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Mark an error item as resolved; it comes back when it occurs again')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;rollbar;help;items' {
            break
        }
        'cruddur-obs;rollbar;help;item' {
            break
        }
        'cruddur-obs;rollbar;help;resolve' {
            break
        }
        'cruddur-obs;rollbar;help;help' {
            break
        }
        'cruddur-obs;traces' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('recent', 'recent', [CompletionResultType]::ParameterValue, 'List the newest traces')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one trace, with its log lines and its error')
            [CompletionResult]::new('tail', 'tail', [CompletionResultType]::ParameterValue, 'Show new traces as they come, until Ctrl-C')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;traces;recent' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Traces that started since then: 15m, 2h30m, 1d, 2026-11-20, RFC 3339, epoch')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Traces that started before then [default: now]')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many, the newest first')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'How many, the newest first')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;traces;show' {
            [CompletionResult]::new('--log-group', '--log-group', [CompletionResultType]::ParameterName, 'Look for log lines in this group; can be given several times [default: the groups that the trace names, and `logs.group` of cruddur-obs.toml or cruddur]')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('--no-logs', '--no-logs', [CompletionResultType]::ParameterName, 'Do not look for its log lines')
            [CompletionResult]::new('--no-errors', '--no-errors', [CompletionResultType]::ParameterName, 'Do not look for its error items')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;traces;tail' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Begin with traces that started since then: 15m, 2h30m, 1d, RFC 3339, epoch [default: with those that come from now on]')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;traces;help' {
            [CompletionResult]::new('recent', 'recent', [CompletionResultType]::ParameterValue, 'List the newest traces')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one trace, with its log lines and its error')
            [CompletionResult]::new('tail', 'tail', [CompletionResultType]::ParameterValue, 'Show new traces as they come, until Ctrl-C')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;traces;help;recent' {
            break
        }
        'cruddur-obs;traces;help;show' {
            break
        }
        'cruddur-obs;traces;help;tail' {
            break
        }
        'cruddur-obs;traces;help;help' {
            break
        }
        'cruddur-obs;xray' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create-group', 'create-group', [CompletionResultType]::ParameterValue, 'Create a group: a named filter over traces, with its own service map')
            [CompletionResult]::new('groups', 'groups', [CompletionResultType]::ParameterValue, 'List the groups')
            [CompletionResult]::new('update-group', 'update-group', [CompletionResultType]::ParameterValue, 'Change the filter or the insights of a group')
            [CompletionResult]::new('delete-group', 'delete-group', [CompletionResultType]::ParameterValue, 'Delete a group; its traces stay')
            [CompletionResult]::new('create-sampling-rule', 'create-sampling-rule', [CompletionResultType]::ParameterValue, 'Create a sampling rule: which requests are recorded')
            [CompletionResult]::new('sampling-rules', 'sampling-rules', [CompletionResultType]::ParameterValue, 'List the sampling rules in the order in which they are tried')
            [CompletionResult]::new('delete-sampling-rule', 'delete-sampling-rule', [CompletionResultType]::ParameterValue, 'Delete a sampling rule')
            [CompletionResult]::new('service-map', 'service-map', [CompletionResultType]::ParameterValue, 'Show who calls whom, how often, and how well')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;xray;create-group' {
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'The filter expression [default: `xray.filter` of cruddur-obs.toml, or service("backend-flask") with the `service` of the file]')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('--insights', '--insights', [CompletionResultType]::ParameterName, 'Let X-Ray look for anomalies in the group')
            [CompletionResult]::new('--notifications', '--notifications', [CompletionResultType]::ParameterName, 'Let X-Ray tell EventBridge of the anomalies')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;xray;groups' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;xray;update-group' {
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'The new filter expression [default without any flag: as of `create-group`]')
            [CompletionResult]::new('--insights', '--insights', [CompletionResultType]::ParameterName, 'Whether X-Ray looks for anomalies in the group')
            [CompletionResult]::new('--notifications', '--notifications', [CompletionResultType]::ParameterName, 'Whether X-Ray tells EventBridge of the anomalies')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;xray;delete-group' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;xray;create-sampling-rule' {
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Take the rule from a JSON file, as `aws xray create-sampling-rule --cli-input-json` does')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'The service that the rule is for [default: `service` of cruddur-obs.toml, or backend-flask]')
            [CompletionResult]::new('--reservoir', '--reservoir', [CompletionResultType]::ParameterName, 'Requests a second that are recorded in any case [default: 5]')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'The share of all further requests, 0 to 1 [default: 0.1]')
            [CompletionResult]::new('--priority', '--priority', [CompletionResultType]::ParameterName, '1 to 9999; the lowest number that matches decides [default: 9000]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The host of the URL [default: *]')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'The method, such as GET [default: *]')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'The path of the URL, such as /api/activities/* [default: *]')
            [CompletionResult]::new('--service-type', '--service-type', [CompletionResultType]::ParameterName, 'What the service runs on, such as AWS::ECS::Container [default: *]')
            [CompletionResult]::new('--resource-arn', '--resource-arn', [CompletionResultType]::ParameterName, 'The ARN of what the service runs on [default: *]')
            [CompletionResult]::new('--attribute', '--attribute', [CompletionResultType]::ParameterName, 'An attribute that the request has; can be given five times')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;xray;sampling-rules' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;xray;delete-sampling-rule' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;xray;service-map' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Calls since then: 15m, 2h30m, 1d, 2026-11-20, RFC 3339, epoch')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Calls before then [default: now]')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Only the traces of this group')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;xray;help' {
            [CompletionResult]::new('create-group', 'create-group', [CompletionResultType]::ParameterValue, 'Create a group: a named filter over traces, with its own service map')
            [CompletionResult]::new('groups', 'groups', [CompletionResultType]::ParameterValue, 'List the groups')
            [CompletionResult]::new('update-group', 'update-group', [CompletionResultType]::ParameterValue, 'Change the filter or the insights of a group')
            [CompletionResult]::new('delete-group', 'delete-group', [CompletionResultType]::ParameterValue, 'Delete a group; its traces stay')
            [CompletionResult]::new('create-sampling-rule', 'create-sampling-rule', [CompletionResultType]::ParameterValue, 'Create a sampling rule: which requests are recorded')
            [CompletionResult]::new('sampling-rules', 'sampling-rules', [CompletionResultType]::ParameterValue, 'List the sampling rules in the order in which they are tried')
            [CompletionResult]::new('delete-sampling-rule', 'delete-sampling-rule', [CompletionResultType]::ParameterValue, 'Delete a sampling rule')
            [CompletionResult]::new('service-map', 'service-map', [CompletionResultType]::ParameterValue, 'Show who calls whom, how often, and how well')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;xray;help;create-group' {
            break
        }
        'cruddur-obs;xray;help;groups' {
            break
        }
        'cruddur-obs;xray;help;update-group' {
            break
        }
        'cruddur-obs;xray;help;delete-group' {
            break
        }
        'cruddur-obs;xray;help;create-sampling-rule' {
            break
        }
        'cruddur-obs;xray;help;sampling-rules' {
            break
        }
        'cruddur-obs;xray;help;delete-sampling-rule' {
            break
        }
        'cruddur-obs;xray;help;service-map' {
            break
        }
        'cruddur-obs;xray;help;help' {
            break
        }
        'cruddur-obs;completions' {
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;man' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Write the pages of all commands into this folder')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar [default: local] [env: CRUDDUR_OBS_TARGET]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to write data to stdout [default: table]')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter the JSON output with a jq expression; strings are printed raw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The settings file [default: cruddur-obs.toml here or in a parent folder]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The AWS region')
            [CompletionResult]::new('--aws-profile', '--aws-profile', [CompletionResultType]::ParameterName, 'The profile of the AWS configuration to use with `--target cloud`')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How to write times, and in which zone times without one are read [default: relative]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data, warnings and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cruddur-obs;help' {
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'The main job in one command: a stack, the backend, traffic, and the queries that a person would run')
            [CompletionResult]::new('up', 'up', [CompletionResultType]::ParameterValue, 'The local stack and the backend in the foreground with one live view; Ctrl-C stops both')
            [CompletionResult]::new('backend', 'backend', [CompletionResultType]::ParameterValue, 'The instrumented Cruddur backend: start, stop, look at it and send it traffic')
            [CompletionResult]::new('honeycomb', 'honeycomb', [CompletionResultType]::ParameterValue, 'Honeycomb: what an API key is and may do')
            [CompletionResult]::new('local', 'local', [CompletionResultType]::ParameterValue, 'The embedded local stack: start, stop, look at and reset it')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Set a project up: its settings, its environment and the files around it')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'The environment of other programs')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Log groups and what is logged: create, list, tail')
            [CompletionResult]::new('rollbar', 'rollbar', [CompletionResultType]::ParameterValue, 'Error items: list, look at and resolve them')
            [CompletionResult]::new('traces', 'traces', [CompletionResultType]::ParameterValue, 'Traces: the newest, one with its log lines and its error, and new ones as they come')
            [CompletionResult]::new('xray', 'xray', [CompletionResultType]::ParameterValue, 'AWS X-Ray: groups, sampling rules and the service map')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print what makes a shell complete commands and flags')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cruddur-obs;help;demo' {
            break
        }
        'cruddur-obs;help;up' {
            break
        }
        'cruddur-obs;help;backend' {
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run the backend in the foreground until Ctrl-C; its environment says where it reports')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start the backend in the background, reporting to the running local stack')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop the running backend; what it has to report is sent first')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether the backend runs, where, and where it reports')
            [CompletionResult]::new('load', 'load', [CompletionResultType]::ParameterValue, 'Send traffic over every route and show how it was answered')
            break
        }
        'cruddur-obs;help;backend;run' {
            break
        }
        'cruddur-obs;help;backend;start' {
            break
        }
        'cruddur-obs;help;backend;stop' {
            break
        }
        'cruddur-obs;help;backend;status' {
            break
        }
        'cruddur-obs;help;backend;load' {
            break
        }
        'cruddur-obs;help;honeycomb' {
            [CompletionResult]::new('auth', 'auth', [CompletionResultType]::ParameterValue, 'Show what the API key is: its team, environment, kind and permissions')
            break
        }
        'cruddur-obs;help;honeycomb;auth' {
            break
        }
        'cruddur-obs;help;local' {
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run the stack in the foreground until Ctrl-C')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start the stack in the background; returns when every port answers')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop the running stack; what it has taken is written first')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether the stack runs, on which ports, and what it has taken')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Delete everything that the stack has stored')
            break
        }
        'cruddur-obs;help;local;run' {
            break
        }
        'cruddur-obs;help;local;start' {
            break
        }
        'cruddur-obs;help;local;stop' {
            break
        }
        'cruddur-obs;help;local;status' {
            break
        }
        'cruddur-obs;help;local;reset' {
            break
        }
        'cruddur-obs;help;init' {
            break
        }
        'cruddur-obs;help;env' {
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the environment that points another program at the target: eval "$(cruddur-obs env export)"')
            break
        }
        'cruddur-obs;help;env;export' {
            break
        }
        'cruddur-obs;help;logs' {
            [CompletionResult]::new('create-group', 'create-group', [CompletionResultType]::ParameterValue, 'Create a log group')
            [CompletionResult]::new('groups', 'groups', [CompletionResultType]::ParameterValue, 'List log groups')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Show everything that was logged in a window of time, complete and in order')
            [CompletionResult]::new('set-retention', 'set-retention', [CompletionResultType]::ParameterValue, 'Set for how long a log group keeps its events')
            [CompletionResult]::new('delete-group', 'delete-group', [CompletionResultType]::ParameterValue, 'Delete a log group with everything in it')
            [CompletionResult]::new('streams', 'streams', [CompletionResultType]::ParameterValue, 'List the streams of a log group, the last written first')
            [CompletionResult]::new('put', 'put', [CompletionResultType]::ParameterValue, 'Put lines of stdin or of a file into a log group')
            [CompletionResult]::new('tail', 'tail', [CompletionResultType]::ParameterValue, 'Show what was logged in the last minutes, and with `--follow` what is being logged')
            break
        }
        'cruddur-obs;help;logs;create-group' {
            break
        }
        'cruddur-obs;help;logs;groups' {
            break
        }
        'cruddur-obs;help;logs;search' {
            break
        }
        'cruddur-obs;help;logs;set-retention' {
            break
        }
        'cruddur-obs;help;logs;delete-group' {
            break
        }
        'cruddur-obs;help;logs;streams' {
            break
        }
        'cruddur-obs;help;logs;put' {
            break
        }
        'cruddur-obs;help;logs;tail' {
            break
        }
        'cruddur-obs;help;rollbar' {
            [CompletionResult]::new('items', 'items', [CompletionResultType]::ParameterValue, 'List error items, the last seen first')
            [CompletionResult]::new('item', 'item', [CompletionResultType]::ParameterValue, 'Show one error item: where it fails, and its last occurrences with their traces')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Mark an error item as resolved; it comes back when it occurs again')
            break
        }
        'cruddur-obs;help;rollbar;items' {
            break
        }
        'cruddur-obs;help;rollbar;item' {
            break
        }
        'cruddur-obs;help;rollbar;resolve' {
            break
        }
        'cruddur-obs;help;traces' {
            [CompletionResult]::new('recent', 'recent', [CompletionResultType]::ParameterValue, 'List the newest traces')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one trace, with its log lines and its error')
            [CompletionResult]::new('tail', 'tail', [CompletionResultType]::ParameterValue, 'Show new traces as they come, until Ctrl-C')
            break
        }
        'cruddur-obs;help;traces;recent' {
            break
        }
        'cruddur-obs;help;traces;show' {
            break
        }
        'cruddur-obs;help;traces;tail' {
            break
        }
        'cruddur-obs;help;xray' {
            [CompletionResult]::new('create-group', 'create-group', [CompletionResultType]::ParameterValue, 'Create a group: a named filter over traces, with its own service map')
            [CompletionResult]::new('groups', 'groups', [CompletionResultType]::ParameterValue, 'List the groups')
            [CompletionResult]::new('update-group', 'update-group', [CompletionResultType]::ParameterValue, 'Change the filter or the insights of a group')
            [CompletionResult]::new('delete-group', 'delete-group', [CompletionResultType]::ParameterValue, 'Delete a group; its traces stay')
            [CompletionResult]::new('create-sampling-rule', 'create-sampling-rule', [CompletionResultType]::ParameterValue, 'Create a sampling rule: which requests are recorded')
            [CompletionResult]::new('sampling-rules', 'sampling-rules', [CompletionResultType]::ParameterValue, 'List the sampling rules in the order in which they are tried')
            [CompletionResult]::new('delete-sampling-rule', 'delete-sampling-rule', [CompletionResultType]::ParameterValue, 'Delete a sampling rule')
            [CompletionResult]::new('service-map', 'service-map', [CompletionResultType]::ParameterValue, 'Show who calls whom, how often, and how well')
            break
        }
        'cruddur-obs;help;xray;create-group' {
            break
        }
        'cruddur-obs;help;xray;groups' {
            break
        }
        'cruddur-obs;help;xray;update-group' {
            break
        }
        'cruddur-obs;help;xray;delete-group' {
            break
        }
        'cruddur-obs;help;xray;create-sampling-rule' {
            break
        }
        'cruddur-obs;help;xray;sampling-rules' {
            break
        }
        'cruddur-obs;help;xray;delete-sampling-rule' {
            break
        }
        'cruddur-obs;help;xray;service-map' {
            break
        }
        'cruddur-obs;help;completions' {
            break
        }
        'cruddur-obs;help;man' {
            break
        }
        'cruddur-obs;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
