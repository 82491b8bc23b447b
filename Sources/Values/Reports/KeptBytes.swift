package import EventModel

/// What is kept of the bytes that Falco sent.
package enum KeptBytes: Sendable, Equatable {
    /// They are kept, and their digest gives the event's id.
    case kept(Digest, count: Int)
    /// They are kept, and their digest is not what the event's id says.
    case mismatched(Digest, count: Int)
    /// They were not in the log any more when the evidence was taken.
    case missing
}
