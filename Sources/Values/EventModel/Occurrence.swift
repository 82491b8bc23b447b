import JSONText

/// Which of several events with the same bytes an alert is, when it is not the first.
///
/// Cloud and audit plugins stamp whole seconds, so that five failed logins of one second are five equal alerts. The
/// first has the id of its bytes; each other one has an id of its own, made of the digest, of the door that received it
/// and of an ordinal that the door never uses again. Two doors never make the same one.
package struct Occurrence: Sendable, Hashable {
    /// The door's name in the bridge's counters, with the bridge's own name in it.
    package let door: String
    /// Counts the repeated alerts of the door; 1 or more.
    package let ordinal: UInt64

    package init(door: String, ordinal: UInt64) {
        self.door = door
        self.ordinal = ordinal
    }

    /// Returns the id of this occurrence of the bytes with that digest.
    package func id(of digest: Digest) -> EventID {
        let first = digest.eventID
        // Two independent 64-bit hashes: 128 bits keep ids apart as those of the digest do.
        let high = StableHash.combine(StableHash.of(door, seed: 1), ordinal)
        let low = StableHash.combine(StableHash.of(door, seed: 2), ordinal)
        return EventID(high: first.high ^ high, low: first.low ^ low)
    }
}
