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
    /// The paths of the operations that the stack does not implement. An unsigned request with
    /// such a path is for X-Ray all the same and gets X-Ray's own error.
    const UNIMPLEMENTED_PATHS: &[&str] = &[
        "/CancelTraceRetrieval",
        "/DeleteResourcePolicy",
        "/EncryptionConfig",
        "/GetIndexingRules",
        "/GetRetrievedTracesGraph",
        "/GetTraceSegmentDestination",
        "/Insight",
        "/InsightEvents",
        "/InsightImpactGraph",
        "/InsightSummaries",
        "/ListResourcePolicies",
        "/ListRetrievedTraces",
        "/PutEncryptionConfig",
        "/PutResourcePolicy",
        "/StartTraceRetrieval",
        "/TimeSeriesServiceStatistics",
        "/UpdateIndexingRule",
        "/UpdateTraceSegmentDestination",
    ];

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
    /// Whether the service has an operation with this path, implemented or not.
    pub fn is_path_of_service(path: &str) -> bool {
        Self::from_path(path).is_some() || Self::UNIMPLEMENTED_PATHS.contains(&path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_operation_is_listed_as_unimplemented() {
        for path in XrayOperation::UNIMPLEMENTED_PATHS {
            let implemented = XrayOperation::from_path(path);
            assert_eq!(implemented, None, "remove `{path}` from the list");
            assert!(XrayOperation::is_path_of_service(path));
        }
    }
}
