import EventModel

/// One incident event with what the log still has of its evidence, ready to be stored.
struct VaultEntry {
    let event: IncidentEvent
    /// The event's bytes as they are in the log.
    let payload: [UInt8]
    let partition: Int32
    let offset: Int64
    /// Filled for an event with evidence.
    var alert: FoundAlert = .gone
    var verdict: FoundVerdict = .gone
}

/// The part of an alert that is still in the log.
enum FoundAlert {
    /// The envelope reads, and its digest is that of its bytes or not.
    case envelope(AlertEnvelope, digest: Digest)
    /// The record's value, which does not read as an envelope, and its digest.
    case unreadable([UInt8], digest: Digest)
    /// Nothing.
    case gone
}

/// The part of a verdict that is still in the log.
enum FoundVerdict {
    /// The record's value, and the verdict in it.
    case verdict(Verdict, value: [UInt8])
    /// The record's value, which does not read as a verdict.
    case unreadable([UInt8])
    /// Nothing.
    case gone
}
