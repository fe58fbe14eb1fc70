//! The AWS operations that the local stack implements. Dispatch, `local status -v` and the IAM
//! policies all use this table.

/// Defines an enum of operations.
macro_rules! operations {
    ($(#[$doc:meta])* $name:ident of $prefix:literal { $($operation:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($operation),+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$operation),+];

            /// The operation's name in the service model.
            pub fn name(self) -> &'static str {
                match self { $(Self::$operation => stringify!($operation)),+ }
            }

            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|operation| operation.name() == name)
            }

            /// The IAM action, such as `logs:PutLogEvents`. In these services, actions and
            /// operations share their names (Service Authorization Reference).
            pub fn action(self) -> String {
                format!("{}:{}", $prefix, self.name())
            }
        }
    };
}

operations! {
    /// CloudWatch Logs, model `logs/2014-03-28`. Requests name the operation in the header
    /// `X-Amz-Target`.
    LogsOperation of "logs" {
        CreateLogGroup,
        CreateLogStream,
        DeleteLogGroup,
        DeleteLogStream,
        DeleteMetricFilter,
        DeleteQueryDefinition,
        DeleteResourcePolicy,
        DeleteRetentionPolicy,
        DeleteSubscriptionFilter,
        DescribeLogGroups,
        DescribeLogStreams,
        DescribeMetricFilters,
        DescribeQueryDefinitions,
        DescribeResourcePolicies,
        DescribeSubscriptionFilters,
        FilterLogEvents,
        GetLogEvents,
        ListLogGroups,
        ListTagsForResource,
        ListTagsLogGroup,
        PutLogEvents,
        PutLogGroupDeletionProtection,
        PutMetricFilter,
        PutQueryDefinition,
        PutResourcePolicy,
        PutRetentionPolicy,
        PutSubscriptionFilter,
        StartLiveTail,
        TagLogGroup,
        TagResource,
        TestMetricFilter,
        UntagLogGroup,
        UntagResource,
    }
}

operations! {
    /// X-Ray, model `xray/2016-04-12`. Requests name the operation by their path.
    XrayOperation of "xray" {
        BatchGetTraces,
        CreateGroup,
        CreateSamplingRule,
        DeleteGroup,
        DeleteSamplingRule,
        GetGroup,
        GetGroups,
        GetSamplingRules,
        GetSamplingStatisticSummaries,
        GetSamplingTargets,
        GetServiceGraph,
        GetTraceGraph,
        GetTraceSummaries,
        ListTagsForResource,
        PutTelemetryRecords,
        PutTraceSegments,
        TagResource,
        UntagResource,
        UpdateGroup,
        UpdateSamplingRule,
    }
}

impl XrayOperation {
    /// The operation's path in the service model.
    pub fn path(self) -> &'static str {
        match self {
            Self::BatchGetTraces => "/Traces",
            Self::CreateGroup => "/CreateGroup",
            Self::CreateSamplingRule => "/CreateSamplingRule",
            Self::DeleteGroup => "/DeleteGroup",
            Self::DeleteSamplingRule => "/DeleteSamplingRule",
            Self::GetGroup => "/GetGroup",
            Self::GetGroups => "/Groups",
            Self::GetSamplingRules => "/GetSamplingRules",
            Self::GetSamplingStatisticSummaries => "/SamplingStatisticSummaries",
            Self::GetSamplingTargets => "/SamplingTargets",
            Self::GetServiceGraph => "/ServiceGraph",
            Self::GetTraceGraph => "/TraceGraph",
            Self::GetTraceSummaries => "/TraceSummaries",
            Self::ListTagsForResource => "/ListTagsForResource",
            Self::PutTelemetryRecords => "/TelemetryRecords",
            Self::PutTraceSegments => "/TraceSegments",
            Self::TagResource => "/TagResource",
            Self::UntagResource => "/UntagResource",
            Self::UpdateGroup => "/UpdateGroup",
            Self::UpdateSamplingRule => "/UpdateSamplingRule",
        }
    }

    pub fn from_path(path: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|operation| operation.path() == path)
    }
}
