import EventModel
import IncidentTracking
import StageKit

/// The start of the tests' day, 2026-01-05T00:00:00Z.
let midnight = Timestamp(nanoseconds: 1_767_571_200_000_000_000)

/// Makes a time that many seconds into the tests' day.
func at(_ seconds: Int64) -> Timestamp {
    midnight.adding(nanoseconds: seconds * 1_000_000_000)
}

/// Makes a verdict about a container of the shop; an anomalous one when the score reaches 0.75.
func verdict(
    _ number: UInt64,
    at seconds: Int64,
    plus nanoseconds: Int64 = 0,
    profile: String = "acme/prod/shop/cart/app",
    rule: String = "Terminal shell in container",
    _ priority: Priority = .notice,
    score: Int32? = nil,
    tags: TextList = ["container", "mitre_execution"],
    contributions: [Contribution] = [],
    form: String? = nil
) -> Verdict {
    Verdict(
        subject: Subject(
            event: EventID(high: 0, low: number),
            profile: Profile(profile),
            entity: Entity("acme/prod/shop/cart-5d8f7c9b4-x2x7k/0123456789ab"),
            time: at(seconds).adding(nanoseconds: nanoseconds),
            rule: rule,
            priority: priority,
            source: "syscall",
            tags: tags,
            facts: Facts(process: "sh", container: "0123456789ab", form: form)
        ),
        state: score == nil ? .learning : .scored,
        learned: 10,
        needed: 100,
        score: score.map { Milli(thousandths: $0) },
        threshold: Milli(thousandths: 750),
        isAnomalous: (score ?? 0) >= 750,
        raw: nil,
        model: nil,
        contributions: contributions,
        suggestions: []
    )
}

/// The stage with the state of one key and the stream time of one partition, as the runner would keep them.
struct OneProfile {
    var stage = IncidentStage()
    var state: IncidentStage.State?
    var regime = IncidentStage().initialRegime()
    var streamTime = Timestamp(nanoseconds: .min)

    /// Applies a verdict that was received when it happened.
    mutating func apply(_ verdict: Verdict) throws -> [IncidentEvent] {
        streamTime = max(streamTime, verdict.time)
        return try stage.apply(
            Record(context: context(verdict.profile, verdict.time), payload: verdict),
            to: &state,
            under: regime
        )
    }

    /// Applies an analyst's word.
    mutating func triage(
        _ action: Control.Triage,
        _ id: IncidentID,
        at seconds: Int64,
        note: String = ""
    ) throws -> [IncidentEvent] {
        let profile = Profile("acme/prod/shop/cart/app")
        let control = Control(
            id: EventID(high: 9, low: 9),
            at: at(seconds),
            by: "cli:alice",
            action: .triage(incident: id, profile: profile, action, note: note)
        )
        return try stage.apply(control, at: context(profile, control.at), to: &state, under: regime)
    }

    private func context(_ profile: Profile, _ time: Timestamp) -> RecordContext {
        RecordContext(key: Key(profile.rawValue), receivedAt: time, streamTime: max(streamTime, time))
    }
}
