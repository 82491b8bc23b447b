import EventModel

/// What the log still has of a verdict.
enum FoundVerdict {
    /// The record's value, and the verdict in it.
    case verdict(Verdict, value: [UInt8])
    /// The record's value, which does not read as a verdict.
    case unreadable([UInt8])
    /// Nothing.
    case gone
}
