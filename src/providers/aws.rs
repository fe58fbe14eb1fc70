//! What the AWS clients share: how they are configured, and what their failures mean.
//!
//! ```ignore
//! let aws = Aws::connect(&endpoints.aws).await?;
//! let client = aws_sdk_xray::Client::new(aws.config());
//! client.get_groups().send().await.map_err(|e| aws.failure("list the groups", e))?;
//! ```

use std::error::Error as StdError;
use std::time::Duration;

use aws_config::imds::client::error::ImdsError;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::{SharedTimeSource, SystemTimeSource};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::incomplete::Skips;
use super::oddity::Oddity;
use super::regions;
use super::waiting::Waiting;
use crate::error::{Error, Hint, Kind, Result};
use crate::model::{AwsAccess, shell_word};

mod address;
mod answers;
mod chain;
mod clock_skew;
mod connect;
mod endpoints;
mod lasting;
mod profiles;
mod renewal;
mod waits;
use address::Address;
use chain::chain;
use endpoints::endpoint_of;
pub(super) use lasting::{Lasting, is_lasting};
pub use profiles::Profile;
use renewal::Renewal;
use waits::Waits;

/// A connection that is not made in this time goes nowhere; the SDKs' own value, which
/// leaves room for one lost packet. What is slow afterwards has [`CALL_TIMEOUT`].
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3_100);
/// A call that has no answer in this time is given up, whatever is tried meanwhile; the
/// largest answers of AWS are 1 MB.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// Tries of one call, the first included; waits between them double, with jitter.
const ATTEMPTS: u32 = 6;
const MAX_WAIT: Duration = Duration::from_secs(5);

/// The settings of the AWS clients for one target.
#[derive(Debug, Clone)]
pub struct Aws {
    config: SdkConfig,
    place: Place,
    /// `None`: the credentials never change.
    renewal: Option<Renewal>,
}

/// Where the calls go, for people.
#[derive(Debug, Clone)]
enum Place {
    Fixed(Address),
    Cloud {
        profile: Option<String>,
        /// An address that is not AWS's own, as far as it may be shown.
        endpoint: Option<String>,
    },
}

impl Aws {
    /// Settles region, credentials and address. Nothing is sent yet, except that the
    /// cloud's chain may ask for a region where none is configured.
    ///
    /// # Errors
    /// Usage, when there is no region or it cannot be one, or no such profile.
    pub async fn connect(access: &AwsAccess) -> Result<Self> {
        let (config, place, renewal) = match access {
            AwsAccess::Fixed { url, region, .. } => {
                regions::check(region)?;
                (fixed(access), Place::Fixed(Address::new(url)), None)
            }
            AwsAccess::Chain { profile, region } => {
                if let Some(region) = region {
                    regions::check(region)?;
                }
                let sections = profiles::check(profile.as_deref()).await?;
                profiles::refuse_local_key(&sections, profile.as_deref())?;
                profiles::refuse_half_pair(&sections, profile.as_deref())?;
                endpoints::check(&sections)?;
                let clients = connect::cloud();
                let (config, renewal) = chain(profile.clone(), region.clone(), clients).await;
                let config = endpoints::as_documented(config, sections);
                let place = Place::Cloud {
                    profile: profile.clone(),
                    endpoint: config.endpoint_url().map(shown),
                };
                (config, place, Some(renewal))
            }
        };
        let Some(region) = config.region() else {
            return Err(Error::usage("no AWS region is configured").hint(
                "use `--region eu-central-1`, or set AWS_REGION or `region` in the profile",
            ));
        };
        regions::check(region.as_ref())?;
        Ok(Self {
            config,
            place,
            renewal,
        })
    }

    /// Keeps what answers say that they leave out.
    #[must_use]
    pub fn noting(mut self, skips: &Skips) -> Self {
        if let Some(client) = self.config.http_client() {
            let client = skips.of(client);
            self.config = self.config.into_builder().http_client(client).build();
        }
        self
    }

    /// Asks `find` where the local stack is, whenever nobody answers at its address.
    #[must_use]
    pub fn relocated_by(
        mut self,
        find: impl Fn() -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        if let (Place::Fixed(address), Some(client)) = (&mut self.place, self.config.http_client())
        {
            *address = address.found_by(find);
            let client = address.follow(client);
            self.config = self.config.into_builder().http_client(client).build();
        }
        self
    }

    /// Looks where the local stack is now.
    pub(super) fn look_again(&self) {
        if let Place::Fixed(address) = &self.place {
            address.look_again();
        }
    }

    /// Give this to a service's `Client::new` or `Config::from`.
    pub fn config(&self) -> &SdkConfig {
        &self.config
    }

    /// Give this to a service's client, so that people are told when it takes long.
    pub(super) fn waits(&self) -> Waits {
        Waits(self.whom())
    }

    /// Calls that are made again and again from outside of the SDK, until it is dropped.
    pub(super) fn waiting(&self) -> Waiting {
        Waiting::on(self.whom())
    }

    /// Whom a person waits for.
    fn whom(&self) -> String {
        match &self.place {
            Place::Fixed(address) => format!("the local stack at {address}"),
            Place::Cloud {
                endpoint: Some(url),
                ..
            } => url.clone(),
            Place::Cloud { endpoint: None, .. } => self.name(),
        }
    }

    /// The same for the service with this id, such as `XRay`: an address may be set for one
    /// service alone.
    #[must_use]
    pub fn for_service(mut self, id: &str) -> Self {
        if let Place::Cloud { endpoint, .. } = &mut self.place {
            *endpoint = endpoint_of(&self.config, id).as_deref().map(shown);
        }
        self
    }

    /// The addresses that are not AWS's own, of the services that are called and of those
    /// that give credentials.
    pub fn custom_endpoints(&self) -> Vec<String> {
        if matches!(self.place, Place::Fixed(_)) {
            return Vec::new();
        }
        let of_service = |id: &&str| endpoint_of(&self.config, id);
        endpoints::SERVICES.iter().filter_map(of_service).collect()
    }

    /// Whether it is one fixed address with fixed credentials, which has no account and no
    /// budget of calls.
    pub fn is_fixed(&self) -> bool {
        matches!(self.place, Place::Fixed { .. })
    }

    /// Whether the address is not AWS's own, so that no host may be prefixed.
    pub fn is_custom_endpoint(&self) -> bool {
        !matches!(self.place, Place::Cloud { endpoint: None, .. })
    }

    /// Puts right the host of a call to which the SDK adds a prefix: addresses that are
    /// not AWS's own know no prefixes, and the SDK for Rust has no switch for them.
    pub fn unprefixed(&self, uri: &str, prefix: &str) -> Option<String> {
        let (scheme, rest) = uri.split_once("://")?;
        let rest = rest.strip_prefix(prefix)?;
        let host = rest.split(['/', ':', '?']).next().unwrap_or_default();
        let domains = ["amazonaws.com", "amazonaws.com.cn", "api.aws"];
        // an address may also come from a variable of one service alone
        let of_aws = domains.iter().any(|domain| {
            let before = host.strip_suffix(domain);
            before.is_some_and(|before| before.ends_with('.'))
        });
        (self.is_custom_endpoint() || !of_aws).then(|| format!("{scheme}://{rest}"))
    }

    /// `the local stack`, `AWS (eu-central-1)`, or the address that stands in AWS's place.
    pub fn name(&self) -> String {
        match &self.place {
            Place::Fixed(_) => "the local stack".to_owned(),
            Place::Cloud { endpoint, .. } => {
                let place = endpoint.as_deref().unwrap_or("AWS");
                format!("{place} ({})", self.region())
            }
        }
    }

    /// Such as `eu-central-1`.
    pub fn region(&self) -> &str {
        self.config.region().map_or("no region", AsRef::as_ref)
    }

    /// The user's error for a failed call; `what` completes "cannot …".
    ///
    /// A throttled, refused, unauthorised or unknown thing keeps its kind, so that the
    /// exit code tells them apart; see [`crate::error::Kind`].
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the SDK gives errors by value, and `map_err` passes them on"
    )]
    pub fn failure<E, R>(&self, what: &str, error: SdkError<E, R>) -> Error
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        if let SdkError::ServiceError(refused) = &error {
            let raw: &dyn std::any::Any = refused.raw();
            let raw = raw.downcast_ref::<HttpResponse>();
            if raw.is_some_and(|raw| raw.status().is_success()) {
                return self.odd(what, &Oddity::NotJson);
            }
            let refused = refused.err();
            let error = self.refused(what, refused.code(), refused.message());
            let code = refused.code().unwrap_or_default();
            return match clock_skew::hint(code, refused.message(), raw) {
                // credentials are not what is wrong
                Some(hint) => error.with_hint(hint),
                None => error,
            };
        }
        let failed = Error::failed(format!("cannot {what}"));
        if let Some(missing) = cause::<CredentialsError>(&error) {
            return self.no_credentials(what, missing);
        }
        if let Some(odd) = cause::<connect::OddAnswer>(&error) {
            return failed.caused_by(odd.to_string()).hint(odd.oddity.remedy());
        }
        match &error {
            SdkError::DispatchFailure(_) => self.unreachable(what, &error),
            SdkError::TimeoutError(_) => self.odd(what, &Oddity::Silence(CALL_TIMEOUT.as_secs())),
            SdkError::ResponseError(_) if is_cut_off(&error) => self.odd(what, &Oddity::CutOff),
            SdkError::ResponseError(_) => self.odd(what, &Oddity::NotJson),
            _ => failed.caused_by(describe(&error)),
        }
    }

    fn odd(&self, what: &str, oddity: &Oddity) -> Error {
        Error::failed(format!("cannot {what}"))
            .caused_by(oddity.told(&self.address()))
            .hint(oddity.remedy())
    }

    /// Where the calls go: the address that was chosen, else AWS's name and region.
    fn address(&self) -> String {
        match (&self.place, self.config.endpoint_url()) {
            (Place::Fixed(address), _) => address.to_string(),
            (_, Some(url)) => super::oddity::origin(url),
            (_, None) => self.name(),
        }
    }

    fn refused(&self, what: &str, code: Option<&str>, message: Option<&str>) -> Error {
        let code = code.unwrap_or("an error without a code");
        let kind = match code {
            code if is_unauthorised(code) => Kind::Unauthorised,
            "ResourceNotFoundException" => Kind::NotFound,
            _ => Kind::Failed,
        };
        let told = match message {
            Some(message) if !message.is_empty() => format!("{code}: {message}"),
            _ => code.to_owned(),
        };
        let error = Error::new(kind, format!("cannot {what}"))
            .caused_by(format!("{} answered {told}", self.name()));
        match kind {
            Kind::Unauthorised if code.contains("AccessDenied") => error
                .hint("these credentials are valid but lack the permission: attach a policy that allows it"),
            Kind::Unauthorised => error.hint(self.look_at_credentials()),
            _ if is_throttling(code) => error.hint("the service is throttling requests: try again"),
            _ => error,
        }
    }

    fn no_credentials(&self, what: &str, missing: &CredentialsError) -> Error {
        let error = Error::unauthorised(format!("cannot {what}: no AWS credentials were found"));
        // the role of the machine is the last place of all: that it has none says the same
        let nowhere = matches!(missing, CredentialsError::CredentialsNotLoaded(_))
            || cause::<ImdsError>(missing).is_some();
        let error = if nowhere {
            error.caused_by(
            "looked at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile in ~/.aws, SSO, \
             web identity, the container's and the machine's role",
        )
        } else {
            error.caused_by(describe(missing))
        };
        error.hint(self.look_at_credentials())
    }

    fn look_at_credentials(&self) -> String {
        match &self.place {
            Place::Fixed(_) => "the local stack takes any credentials".to_owned(),
            Place::Cloud { profile: None, .. } => {
                "`aws configure` or `aws sso login` makes some, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, \
                 or choose a profile with `--aws-profile`; `--target local` needs none".to_owned()
            }
            Place::Cloud {
                profile: Some(profile),
                ..
            } => format!(
                "run `aws sso login --profile {word}` or `aws configure --profile {word}`; `--target local` needs no credentials",
                word = shell_word(profile)
            ),
        }
    }

    fn unreachable<E, R>(&self, what: &str, error: &SdkError<E, R>) -> Error
    where
        E: StdError + Send + Sync + 'static,
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        let told = describe(error);
        let failed = Error::failed(format!("cannot {what}: {} does not answer", self.name()));
        match &self.place {
            Place::Fixed(address) => failed
                .caused_by(format!("{address}: {told}"))
                .hint(Hint::run(["local", "status"], "show whether it runs"))
                .hint(Hint::run(["local", "start"], "start it")),
            Place::Cloud { endpoint: Some(_), .. } => failed.caused_by(told).hint(
                "the address comes from an AWS_ENDPOINT_URL variable or from `endpoint_url` in the AWS profile: \
                 correct it or unset it",
            ),
            Place::Cloud { endpoint: None, .. } => failed
                .caused_by(told)
                .hint(regions::hint(self.region())),
        }
    }
}

/// Whether the service asks to slow down. The codes are those that the SDKs retry, but
/// for LimitExceededException, which these services use for quotas.
pub fn is_throttling(code: &str) -> bool {
    matches!(
        code,
        "Throttling"
            | "ThrottlingException"
            | "ThrottledException"
            | "RequestThrottledException"
            | "RequestThrottled"
            | "TooManyRequestsException"
            | "ProvisionedThroughputExceededException"
            | "TransactionInProgressException"
            | "RequestLimitExceeded"
            | "BandwidthLimitExceeded"
            | "SlowDown"
            | "PriorRequestNotComplete"
            | "EC2ThrottledException"
    )
}

/// AWS's common errors about who is asking.
fn is_unauthorised(code: &str) -> bool {
    matches!(
        code,
        "AccessDenied"
            | "AccessDeniedException"
            | "UnauthorizedOperation"
            | "UnrecognizedClientException"
            | "InvalidClientTokenId"
            | "InvalidSignatureException"
            | "SignatureDoesNotMatch"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "ExpiredToken"
            | "ExpiredTokenException"
            | "OptInRequired"
            | "NotAuthorized"
    )
}

/// Scheme, host and port of an address; what else it holds may be secret.
fn shown(url: &str) -> String {
    let uri: http::Uri = url.parse().unwrap_or_default();
    let Some(host) = uri.host() else {
        return "an address that is not AWS's".to_owned();
    };
    let port = uri.port_u16().map(|port| format!(":{port}"));
    let scheme = uri.scheme_str().unwrap_or("http");
    format!("{scheme}://{host}{}", port.unwrap_or_default())
}

/// One address and fixed credentials; neither the environment nor `~/.aws` nor a proxy.
fn fixed(access: &AwsAccess) -> SdkConfig {
    let AwsAccess::Fixed {
        url,
        region,
        access_key_id,
        secret_access_key,
    } = access
    else {
        return SdkConfig::builder().build();
    };
    let credentials = Credentials::new(access_key_id, secret_access_key, None, None, "fixed");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(url)
        .region(Region::new(region.clone()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(connect::local())
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(SharedTimeSource::new(SystemTimeSource::new()))
        .retry_config(retries())
        .timeout_config(timeouts())
        .build()
}

fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(Duration::from_millis(200))
        .with_max_backoff(MAX_WAIT)
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(CALL_TIMEOUT)
        .operation_timeout(CALL_TIMEOUT)
        .build()
}

/// Whether the service was never reached: to call it again will not mend that.
pub fn is_unreached(error: &(dyn StdError + 'static)) -> bool {
    cause::<connect::NoConnection>(error).is_some()
}

/// Whether what came was not the service's answer, or nothing came for as long as a call
/// may take: neither will be different a moment later.
pub fn is_odd<E, R>(error: &SdkError<E, R>) -> bool
where
    E: StdError + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let odd = cause::<connect::OddAnswer>(error);
    matches!(error, SdkError::TimeoutError(_))
        || odd.is_some_and(|odd| odd.oddity != Oddity::CutOff)
}

/// Whether an answer ended before it was whole.
fn is_cut_off(error: &(dyn StdError + 'static)) -> bool {
    cause::<hyper::Error>(error).is_some()
        || cause::<serde_json::Error>(error).is_some_and(serde_json::Error::is_eof)
}

/// The nearest cause of this type.
fn cause<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// The chain of causes in one line, without the SDK's and hyper's words for all of them.
fn describe(error: &(dyn StdError + 'static)) -> String {
    let mut told: Vec<String> = Vec::new();
    let mut next = error.source().or(Some(error));
    while let Some(error) = next {
        let text = error.to_string();
        // the SDK shows whole requests, with all that is secret in them
        let text = if text.contains("Request {") {
            "the request cannot be made for this address".to_owned()
        } else {
            text
        };
        let is_generic = error.is::<ConnectorError>() || text == "client error (Connect)";
        let is_last = error.source().is_none();
        if (!is_generic || is_last) && !told.iter().any(|before| before.contains(&text)) {
            told.push(text);
        }
        next = error.source();
    }
    told.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_addresses_of_aws_keep_a_prefix() {
        let fixed = AwsAccess::Fixed {
            url: "http://127.0.0.1:4570".to_owned(),
            region: "eu-central-1".to_owned(),
            access_key_id: "local".to_owned(),
            secret_access_key: "local".to_owned(),
        };
        let local = Aws::connect(&fixed).await.unwrap();
        let put_right = local.unprefixed("http://stream-127.0.0.1:4570/", "stream-");
        assert_eq!(put_right.as_deref(), Some("http://127.0.0.1:4570/"));
        assert_eq!(local.unprefixed("http://127.0.0.1:4570/", "stream-"), None);
        let cloud = Aws {
            place: Place::Cloud {
                profile: None,
                endpoint: None,
            },
            config: SdkConfig::builder().build(),
            renewal: None,
        };
        for (uri, put_right) in [
            ("https://stream-logs.eu-central-1.amazonaws.com/", None),
            ("https://stream-logs.cn-north-1.amazonaws.com.cn/", None),
            (
                "http://stream-localhost:4566/",
                Some("http://localhost:4566/"),
            ),
            (
                "https://stream-amazonaws.com.example/",
                Some("https://amazonaws.com.example/"),
            ),
        ] {
            assert_eq!(
                cloud.unprefixed(uri, "stream-").as_deref(),
                put_right,
                "{uri}"
            );
        }
    }
}
