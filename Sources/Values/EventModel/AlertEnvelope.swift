import JSONText

/// An alert as received, in a CloudEvents 1.0 envelope of structured mode (`eyrie.alerts.v1`).
///
/// `source` and `subject` follow from the cluster, the alert's hostname and its rule, and are not read back.
package struct AlertEnvelope: TimedPayload {
    /// The received bytes' digest; its first half is the event's id.
    package let digest: Digest
    /// The profile whose behaviour it belongs to.
    package let profile: Profile
    /// The concrete thing seen.
    package let entity: Entity
    /// The tenant in the door's settings.
    package let tenant: String
    /// The cluster in the door's settings.
    package let cluster: String
    /// The kind of door, such as `http` or `file`.
    package let door: String
    /// Who sent it, such as an address or a path.
    package let sender: String
    /// The labels of the bridge's settings.
    package let labels: CustomLabels
    /// The bytes as they came.
    package let received: [UInt8]
    /// Whether the received bytes are JSON as they are; else the envelope holds them in base64.
    package let isJSON: Bool
    /// The alert in them.
    package let alert: Alert
    /// Which of several events with the same bytes it is; nil for the first.
    package let occurrence: Occurrence?

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
        occurrence = header.occurrence
        alert = reading.alert
        isJSON = reading.isJSON
        self.received = received
    }

    /// The version of the identity table that named profile and entity.
    package var identity: IdentityVersion { alert.identity }

    /// The event's id.
    package var id: EventID { occurrence?.id(of: digest) ?? digest.eventID }

    package var eventTime: Timestamp { alert.time }

    /// The part of an envelope that is not from the alert.
    package struct Header: Sendable, Equatable {
        /// The received bytes' digest.
        package var digest: Digest
        /// The profile whose behaviour it belongs to.
        package var profile: Profile
        /// The concrete thing seen.
        package var entity: Entity
        /// The tenant in the door's settings.
        package var tenant: String
        /// The cluster in the door's settings.
        package var cluster: String
        /// The kind of door, such as `http` or `file`.
        package var door: String
        /// Who sent it, such as an address or a path.
        package var sender: String
        /// The labels of the bridge's settings.
        package var labels: CustomLabels
        /// Which of several events with the same bytes it is; nil for the first.
        package var occurrence: Occurrence?

        package init(
            digest: Digest,
            profile: Profile,
            entity: Entity,
            tenant: String,
            cluster: String,
            door: String,
            sender: String,
            labels: CustomLabels = .none,
            occurrence: Occurrence? = nil
        ) {
            self.digest = digest
            self.profile = profile
            self.entity = entity
            self.tenant = tenant
            self.cluster = cluster
            self.door = door
            self.sender = sender
            self.labels = labels
            self.occurrence = occurrence
        }

        /// The event's id.
        package var id: EventID { occurrence?.id(of: digest) ?? digest.eventID }
    }
}
