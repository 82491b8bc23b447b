import EventModel

/// An incident's id: 128 bits of the profile and of the first evidence's id, the same in every replay.
///
/// Two unkeyed 64-bit hashes; the id is only a name and protects nothing: the evidence has digests.
enum IncidentNaming {
    private static let highSeed: UInt64 = 0x696E_6369_6465_6E74
    private static let lowSeed: UInt64 = 0x6579_7269_652E_7631

    /// Returns the id of the incident that begins with an event.
    static func id(of event: EventID, in profile: Profile) -> IncidentID {
        let high = word(event, profile, seed: highSeed)
        let low = word(event, profile, seed: lowSeed)
        return IncidentID(EventID(high: high, low: low).description)
    }

    private static func word(_ event: EventID, _ profile: Profile, seed: UInt64) -> UInt64 {
        StableHash.combine(
            StableHash.of(profile.rawValue, seed: seed),
            StableHash.combine(event.high, event.low ^ seed)
        )
    }
}
