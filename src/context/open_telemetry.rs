//! Settings that make OpenTelemetry SDKs ignore their environment variables.

use super::Ctx;
use crate::model::Notice;

/// The configuration file; the second name is from its experimental phase.
const FILES: [&str; 2] = ["OTEL_CONFIG_FILE", "OTEL_EXPERIMENTAL_CONFIG_FILE"];

impl Ctx {
    /// Warns of variables that silently disable the others.
    pub(crate) fn warn_of_ignored_variables(&self) {
        let env = self.config.env();
        for name in FILES.iter().filter(|name| env.get(name).is_some()) {
            self.output.keep(Notice::warning(format!(
                "{name} is set, so OpenTelemetry ignores the other OTEL_ variables, these included: \
                 run `unset {name}`, or refer to them in that file"
            )));
        }
        const DISABLED: &str = "OTEL_SDK_DISABLED";
        if env
            .get(DISABLED)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
        {
            self.output.keep(Notice::warning(format!(
                "{DISABLED} is `true`, so OpenTelemetry sends nothing: run `unset {DISABLED}`"
            )));
        }
    }
}
