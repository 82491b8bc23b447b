import JSONText

/// An alert as received, in a CloudEvents 1.0 envelope of structured mode (`eyrie.alerts.v1`).
///
/// `source` and `subject` follow from the cluster, the alert's hostname and its rule, and are not read back.
package struct AlertEnvelope: TimedPayload {
    /// The received bytes' digest; its first half is the event's id.
    package let digest: Digest
    /// What the behaviour is compared with.
    package let profile: Profile
    /// The concrete thing seen.
    package let entity: Entity
    /// The tenant that the door's settings name.
    package let tenant: String
    /// The cluster that the door's settings name.
    package let cluster: String
    /// The kind of door, such as `http` or `file`.
    package let door: String
    /// Who sent it, such as an address or a path.
    package let sender: String
    /// What the bridge's settings add.
    package let labels: CustomLabels
    /// The bytes as they came.
    package let received: [UInt8]
    /// Whether the received bytes are JSON as they are; else the envelope holds them in base64.
    package let isJSON: Bool
    /// The alert in them.
    package let alert: Alert

    /// Makes an envelope.
    ///
    /// - Parameters:
    ///   - header: Everything but the alert and its bytes.
    ///   - reading: What `AlertReader` read from the received bytes.
    ///   - received: The bytes as they came.
    package init(header: Header, reading: AlertReader.Reading, received: [UInt8]) {
        digest = header.digest
        profile = header.profile
        entity = header.entity
        tenant = header.tenant
        cluster = header.cluster
        door = header.door
        sender = header.sender
        labels = header.labels
        alert = reading.alert
        isJSON = reading.isJSON
        self.received = received
    }

    /// The event's id.
    package var id: EventID { digest.eventID }

    package var eventTime: Timestamp { alert.time }

    /// What an envelope says about an alert that is not in the alert.
    package struct Header: Sendable, Equatable {
        /// The received bytes' digest.
        package var digest: Digest
        /// What the behaviour is compared with.
        package var profile: Profile
        /// The concrete thing seen.
        package var entity: Entity
        /// The tenant that the door's settings name.
        package var tenant: String
        /// The cluster that the door's settings name.
        package var cluster: String
        /// The kind of door, such as `http` or `file`.
        package var door: String
        /// Who sent it, such as an address or a path.
        package var sender: String
        /// What the bridge's settings add.
        package var labels: CustomLabels

        package init(
            digest: Digest,
            profile: Profile,
            entity: Entity,
            tenant: String,
            cluster: String,
            door: String,
            sender: String,
            labels: CustomLabels = .none
        ) {
            self.digest = digest
            self.profile = profile
            self.entity = entity
            self.tenant = tenant
            self.cluster = cluster
            self.door = door
            self.sender = sender
            self.labels = labels
        }
    }
}
