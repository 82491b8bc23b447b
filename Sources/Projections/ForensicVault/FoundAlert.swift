import EventModel

/// What the log still has of an alert.
enum FoundAlert {
    /// The envelope reads, and its digest is that of its bytes or not.
    case envelope(AlertEnvelope, digest: Digest)
    /// The record's value, which does not read as an envelope, and its digest.
    case unreadable([UInt8], digest: Digest)
    /// Nothing.
    case gone
}
