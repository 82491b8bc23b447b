package import EventModel
package import StageKit

/// Turns each alert into the behaviour vector of its profile, the alert included.
///
/// Time is the event's own, but never later than the partition's stream time, so that one alert from the future does
/// not empty the windows.
///
/// An alert that is later than 15 minutes is judged by the windows as they are and not counted into them: last week's log,
/// imported today, is no burst of today's. What it shows for the first time counts as seen at its own time.
///
/// Delivery: exactly once. A vector is a function of the profile's alerts so far, in their order in the partition, so
/// a replay gives the same bytes.
package struct FeatureStage: Stage {
    private let classifier = AlertClassifier()
    private let logarithms = CountLogarithms()

    /// Makes the stage with the list `falco-features-1`.
    package init() {}

    package func initialRegime() -> FeatureRegime {
        FeatureRegime(features: FeatureList.falco1.version)
    }

    package func apply(
        _ record: Record<ReceivedAlert>,
        to state: inout ProfileState?,
        under regime: FeatureRegime
    ) throws(Rejection) -> [Vector] {
        let received = record.payload
        guard received.subject.isProfile(record.key.text) else {
            throw Rejection(.malformed, "the record's key is not its profile")
        }
        guard regime.features == FeatureList.falco1.version else {
            throw Rejection(.incompatible, "the feature list \(regime.features) is not known")
        }
        let alert = received.alert
        let slot = Self.slot(of: min(alert.time, record.streamTime))
        let entity = AlertKeys.short(received.subject.entityHash)
        if case .none = state { state = ProfileState(head: slot) }
        // Changed where it lies: a copy would retain a dozen arrays.
        state?.note(
            slot: slot,
            kinds: kinds(of: alert),
            keys: AlertKeys(alert),
            entity: entity,
            // An envelope without a version was decided so; a replay decides it so again.
            countsLate: alert.identity == .first
        )
        let values = state?.values(entity: entity, logarithms: logarithms) ?? []
        return [Vector(subject: received.subject, features: FeatureList.falco1.version, values: values)]
    }

    /// The slot of ten seconds since 1970; 0 for what lies before.
    private static func slot(of time: Timestamp) -> UInt32 {
        UInt32(max(0, time.nanoseconds) / 10_000_000_000)
    }

    /// The kinds of an alert: all alerts, its priority band, its groups.
    private func kinds(of alert: Alert) -> UInt16 {
        var kinds: UInt16 = 1
        if alert.priority.isAtLeast(.error) {
            kinds |= 2
        } else if alert.priority == .warning {
            kinds |= 4
        }
        return kinds | classifier.groups(of: alert).rawValue << 3
    }
}
