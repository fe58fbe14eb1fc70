//! The SDK's own chain of settings and credentials.

use aws_config::identity::IdentityCache;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use super::renewal::Renewal;
use super::{connect, retries, timeouts};

/// The settings, and what asks for their credentials anew.
pub(super) async fn chain(
    profile: Option<String>,
    region: Option<String>,
    clients: connect::Clients,
) -> (SdkConfig, Renewal) {
    let loader = Loader {
        profile,
        region,
        client: clients.credentials,
    };
    let config = loader.load().await;
    let load = move || {
        let loader = loader.clone();
        let loading = async move { loader.load().await.credentials_provider() };
        Box::pin(loading) as _
    };
    let given = config.credentials_provider();
    let config = config.into_builder().http_client(clients.services);
    let given = given.unwrap_or_else(|| SharedCredentialsProvider::new(NoCredentials));
    let renewal = Renewal::new(given, load);
    let config = config
        .credentials_provider(SharedCredentialsProvider::new(renewal.clone()))
        // it keeps what it was given by itself
        .identity_cache(IdentityCache::no_cache());
    (config.build(), renewal)
}

#[derive(Clone)]
struct Loader {
    profile: Option<String>,
    region: Option<String>,
    client: SharedHttpClient,
}

impl Loader {
    async fn load(&self) -> SdkConfig {
        let mut loader: ConfigLoader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(self.client.clone())
            .retry_config(retries())
            .timeout_config(timeouts());
        if let Some(profile) = &self.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(region) = &self.region {
            loader = loader.region(Region::new(region.clone()));
        }
        let config = loader.load().await;
        let Some(profile) = &self.profile else {
            return config;
        };
        // the SDK would take keys in the environment before those of a profile that was asked
        // for by name; the AWS CLI does not
        let settings = ProviderConfig::without_region()
            .with_region(config.region().cloned())
            .with_http_client(self.client.clone());
        let credentials = ProfileFileCredentialsProvider::builder()
            .profile_name(profile)
            .configure(&settings)
            .build();
        let credentials = SharedCredentialsProvider::new(credentials);
        let config = config.into_builder();
        config.credentials_provider(credentials).build()
    }
}

/// Stands where a chain has no provider at all.
#[derive(Debug)]
struct NoCredentials;

impl aws_credential_types::provider::ProvideCredentials for NoCredentials {
    fn provide_credentials<'a>(
        &'a self,
    ) -> aws_credential_types::provider::future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        use aws_credential_types::provider::error::CredentialsError;
        let none = CredentialsError::not_loaded("no provider of credentials");
        aws_credential_types::provider::future::ProvideCredentials::ready(Err(none))
    }
}
