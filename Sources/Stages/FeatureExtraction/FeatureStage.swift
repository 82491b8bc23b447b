package import EventModel
package import StageKit

/// Turns each alert into the behaviour vector of its profile as the alert found it.
///
/// Time is the event's own, but never later than the partition's stream time, so that one alert from the future does
/// not empty the windows.
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
        _ record: Record<AlertEnvelope>,
        to state: inout ProfileState?,
        under regime: FeatureRegime
    ) throws(Rejection) -> [Vector] {
        let envelope = record.payload
        guard record.key.text == envelope.profile.rawValue else {
            throw Rejection(.malformed, "the record's key is not its profile")
        }
        guard regime.features == FeatureList.falco1.version else {
            throw Rejection(.incompatible, "the feature list \(regime.features) is not known")
        }
        let alert = envelope.alert
        let slot = Self.slot(of: min(alert.time, record.streamTime))
        let entity = AlertKeys.short(StableHash.of(envelope.entity.rawValue))
        // Taken out of the map's value, so that it is changed in place and not copied.
        var profile = state.take() ?? ProfileState(head: slot)
        profile.note(slot: slot, kinds: kinds(of: alert), keys: AlertKeys(alert), entity: entity)
        let values = profile.values(entity: entity, logarithms: logarithms)
        state = profile
        return [
            Vector(
                event: envelope.id,
                profile: envelope.profile,
                entity: envelope.entity,
                time: alert.time,
                rule: alert.rule,
                priority: alert.priority,
                source: alert.source,
                tags: alert.tags,
                features: FeatureList.falco1.version,
                values: values,
                facts: Facts(of: alert)
            )
        ]
    }

    /// The slot of ten seconds since 1970; 0 for what lies before.
    private static func slot(of time: Timestamp) -> UInt32 {
        UInt32(max(0, time.nanoseconds) / 10_000_000_000)
    }

    /// What an alert counts as: all alerts, its priority band, its groups.
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
