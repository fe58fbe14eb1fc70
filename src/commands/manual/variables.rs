//! The environment variables that the commands read, for the manual pages.

/// A variable, or several of one kind, and what it does.
pub(super) type Variable = (&'static str, &'static str);

/// Those that the command with this path reads; of the program itself the path is empty.
pub(super) fn of_command(path: &str) -> Vec<Variable> {
    let (noun, verb) = path.split_once(' ').unwrap_or((path, ""));
    let services: &[&[Variable]] = match (noun, verb) {
        ("", _) => &[AWS, HONEYCOMB, ROLLBAR],
        ("backend", "run") => return [BACKEND, GENERAL].concat(),
        ("logs" | "xray", _) => &[AWS],
        ("traces", "show") => &[AWS, ROLLBAR],
        ("traces", _) => &[AWS],
        ("honeycomb", _) => &[HONEYCOMB],
        ("rollbar", _) => &[ROLLBAR],
        ("init" | "env", _) => &[AWS, HONEYCOMB, ROLLBAR],
        ("man", _) => &[PAGER],
        _ => &[],
    };
    [services.concat().as_slice(), GENERAL].concat()
}

const GENERAL: &[Variable] = &[
    (
        "CRUDDUR_OBS_TARGET",
        "local or cloud: where to act, unless --target says otherwise",
    ),
    (
        "CRUDDUR_OBS_HOME",
        "Folder for the data and the state files of the local stack, instead of the XDG folders",
    ),
    (
        "XDG_DATA_HOME",
        "Folder for data and state files; ~/.local/share by default",
    ),
    (
        "XDG_CONFIG_HOME",
        "Folder of your own settings, cruddur-obs/config.toml; ~/.config by default",
    ),
    (
        "NO_COLOR",
        "Turns colors off, unless --color says otherwise",
    ),
    ("COLUMNS", "Width of tables, instead of the terminal's"),
];

const AWS: &[Variable] = &[(
    "AWS_PROFILE, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_*",
    "Credentials, region and endpoints as every AWS SDK reads them; used only with --target cloud",
)];

const HONEYCOMB: &[Variable] = &[
    (
        "HONEYCOMB_API_KEY",
        "API key, used only with --target cloud",
    ),
    (
        "HONEYCOMB_API_ENDPOINT, HONEYCOMB_API_URL",
        "API address, such as https://api.eu1.honeycomb.io; if both are set, they must be the same",
    ),
];

const ROLLBAR: &[Variable] = &[
    (
        "ROLLBAR_READ_TOKEN, ROLLBAR_WRITE_TOKEN",
        "Project access tokens with the scopes read and write, used only with --target cloud",
    ),
    (
        "ROLLBAR_ACCESS_TOKEN",
        "Project access token, used where the one above is not set",
    ),
    (
        "ROLLBAR_API_URL",
        "API address, instead of https://api.rollbar.com/api/1",
    ),
];

const PAGER: &[Variable] = &[("MANPAGER, PAGER", "Pager that man(1) shows the page with")];

/// What the sample backend reads; each kind of telemetry is off until its first variable is set.
const BACKEND: &[Variable] = &[
    (
        "OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "Turns OpenTelemetry on: where to send spans; the second is used as it is, without /v1/traces",
    ),
    (
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "http/protobuf (default), http/json or grpc",
    ),
    (
        "OTEL_EXPORTER_OTLP_HEADERS, OTEL_EXPORTER_OTLP_COMPRESSION, OTEL_EXPORTER_OTLP_TIMEOUT",
        "Headers such as x-honeycomb-team=KEY; gzip or none; milliseconds",
    ),
    (
        "OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_BSP_*",
        "As in the OpenTelemetry specification; the service name is backend-flask by default",
    ),
    (
        "OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG",
        "always_on, always_off, traceidratio, a parentbased_ form of these \
         (parentbased_always_on by default), or xray for the sampling rules of X-Ray",
    ),
    (
        "AWS_XRAY_DAEMON_ADDRESS",
        "Turns X-Ray on: host:port, or tcp:host:port udp:host:port",
    ),
    (
        "CLOUDWATCH_LOG_GROUP, CLOUDWATCH_LOG_STREAM",
        "Turns CloudWatch Logs on: the log group; the stream is host/service/pid by default",
    ),
    (
        "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS, AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_*",
        "Endpoint, region and credentials for CloudWatch Logs, as every AWS SDK reads them",
    ),
    (
        "ROLLBAR_ACCESS_TOKEN",
        "Turns Rollbar on: a token with the scope post_server_item",
    ),
    (
        "ROLLBAR_ENDPOINT, ROLLBAR_ENVIRONMENT",
        "https://api.rollbar.com/api/1/ by default; production by default",
    ),
    (
        "FRONTEND_URL, BACKEND_URL",
        "Origins whose pages may call /api/*",
    ),
    (
        "HOSTNAME",
        "Machine name in items and stream names, instead of the system's",
    ),
    ("RUST_LOG", "Which log lines go to stderr"),
];
