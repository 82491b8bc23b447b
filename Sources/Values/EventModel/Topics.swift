/// The topics of the contract: the only names that code uses.
package enum Topics {
    /// The most bytes of a record: a 1 MiB body in its envelope fits, in base64 too.
    package static let maximumRecordBytes = 4 << 20

    /// Each alert as received in its envelope, and control records; key: profile.
    package static let alerts = Topic<AlertEnvelope>(
        TopicDescription("eyrie.alerts.v1", .asAlerts, .delete, retentionDays: 365)
    )
    /// Falco's own health and bridge heartbeats; key: node.
    package static let sensors = Topic<Sensor>(
        TopicDescription("eyrie.sensors.v1", .one, .delete, retentionDays: 30)
    )
    /// One behaviour vector an alert, and control records; key: profile.
    package static let vectors = Topic<Vector>(
        TopicDescription("eyrie.vectors.v1", .asAlerts, .delete, retentionDays: 90)
    )
    /// One verdict a vector, and control records; key: profile.
    package static let verdicts = Topic<Verdict>(
        TopicDescription("eyrie.verdicts.v1", .asAlerts, .delete, retentionDays: 365)
    )
    /// What happened to incidents; key: incident id, in the profile's partition.
    package static let incidents = Topic<IncidentEvent>(
        TopicDescription("eyrie.incidents.v1", .asAlerts, .delete, retentionDays: nil)
    )
    /// Trained models; key: the value's digest.
    package static let models = Topic<ModelRecord>(
        TopicDescription("eyrie.models.v1", .one, .compact, retentionDays: nil)
    )
    /// Records that could not be processed; key: event id or none.
    package static let deadLetters = Topic<DeadLetter>(
        TopicDescription("eyrie.deadletters.v1", .one, .delete, retentionDays: 365)
    )
    /// Deliveries of effects, and pending notices; key: destination, in the partition of the reported record.
    package static let deliveries = Topic<DeliveryEvent>(
        TopicDescription("eyrie.deliveries.v1", .asAlerts, .delete, retentionDays: nil)
    )
    /// Who did what; key: actor.
    package static let audit = Topic<AuditEntry>(
        TopicDescription("eyrie.audit.v1", .one, .delete, retentionDays: nil)
    )
    /// The bridge's state, such as positions in files; key: state key.
    package static let bridgeChangelog = Topic<StageState>(
        TopicDescription("eyrie.bridge.changelog.v1", .one, .compact, retentionDays: nil)
    )
    /// The state of feature extraction; key: state key.
    package static let featuresChangelog = Topic<StageState>(
        TopicDescription("eyrie.features.changelog.v1", .asAlerts, .compact, retentionDays: nil)
    )
    /// The state of scoring; key: state key.
    package static let scoringChangelog = Topic<StageState>(
        TopicDescription("eyrie.scoring.changelog.v1", .asAlerts, .compact, retentionDays: nil)
    )
    /// The state of incident tracking; key: state key.
    package static let incidentsChangelog = Topic<StageState>(
        TopicDescription("eyrie.incidents.changelog.v1", .asAlerts, .compact, retentionDays: nil)
    )

    /// Marks a topic whose values are a stage's own.
    package enum StageState: Sendable {}

    /// All of them, sorted by name.
    package static let all: [TopicDescription] = [
        alerts.description, audit.description, bridgeChangelog.description, deadLetters.description,
        deliveries.description, featuresChangelog.description, incidentsChangelog.description, incidents.description,
        models.description,
        scoringChangelog.description, sensors.description, vectors.description, verdicts.description,
    ].sorted { $0.name < $1.name }
}
