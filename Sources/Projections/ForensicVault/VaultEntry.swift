import EventModel

/// One incident event with what the log still has of its evidence, ready to be stored.
struct VaultEntry {
    let event: IncidentEvent
    /// The event's bytes as they stand in the log.
    let payload: [UInt8]
    let partition: Int32
    let offset: Int64
    /// Filled for an event with evidence.
    var alert: FoundAlert = .gone
    var verdict: FoundVerdict = .gone
}
