package import EventModel

/// The settings' values for the alerts of an expression.
package struct AlertContext: Sendable, Equatable {
    /// The tenant's name.
    package let tenant: String
    /// The cluster's name.
    package let cluster: String
    /// Custom fields and tags.
    package let labels: CustomLabels

    package init(tenant: String, cluster: String, labels: CustomLabels = .none) {
        self.tenant = tenant
        self.cluster = cluster
        self.labels = labels
    }
}
