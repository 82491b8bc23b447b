package import EventModel
package import StageKit

/// Joins the evidence of one profile into incidents.
///
/// Evidence within the policy's window of event time belongs to one incident; evidence after it closes the old one and
/// opens another. ``EvidenceWeight`` defines what is evidence, ``Severity`` and ``Risk`` how grave it is. Late evidence
/// (older than what came before it in the partition) joins the open incident: the partition's order decides, event
/// times are for the timeline.
///
/// An open incident whose profile falls silent is closed by the profile's next record, or when its state is forgotten
/// (``stateLimits``); until then a person may triage it, like the last closed ones.
///
/// Delivery: exactly once. A replay gives the same events with the same ids.
package struct IncidentStage: Stage {
    /// How much state a partition holds unless a deployment says otherwise: 100,000 profiles, 7 days.
    ///
    /// A profile is forgotten 7 days of event time after its last record; its open incident is closed then.
    package static let stateLimits = StateLimits(
        maxKeys: 100_000,
        maxAgeNanoseconds: 7 * 86_400 * 1_000_000_000
    )

    private let policy: IncidentPolicy

    /// Makes the stage.
    ///
    /// - Parameter policy: The policy of a partition that has none yet.
    package init(policy: IncidentPolicy = .standard) {
        self.policy = policy
    }

    package func initialRegime() -> IncidentPolicy { policy }

    package func apply(
        _ record: Record<Verdict>,
        to state: inout IncidentState?,
        under regime: IncidentPolicy
    ) throws(Rejection) -> [IncidentEvent] {
        let weight = EvidenceWeight(record.payload, under: regime)
        if state == nil, weight <= .context {
            return []
        }
        let now = min(record.payload.time, record.streamTime)
        var events: [IncidentEvent] = []
        if let open = state?.open, now > open.quietFrom {
            events.append(open.closing(at: now))
            state?.closeOpen()
        }
        if weight > .none {
            Self.take(record, weighing: weight, at: now, into: &state, under: regime, &events)
        }
        if state?.isEmpty == true {
            state = nil
        }
        return events
    }

    package func apply(
        _ control: Control,
        at context: RecordContext,
        to state: inout IncidentState?,
        under regime: IncidentPolicy
    ) throws(Rejection) -> [IncidentEvent] {
        guard case .triage(let id, _, let triage, let note) = control.action else { return [] }
        let isOpen = state?.open?.id == id
        guard let incident = isOpen ? state?.open : state?.closed.first(where: { $0.id == id }) else {
            throw Rejection(
                .unknownTarget,
                "incident \(id) is neither the open one of profile \(context.key) nor one of its last "
                    + "\(IncidentState.maximumClosed) closed ones"
            )
        }
        if isOpen, triage == .closed {
            state?.closeOpen()
        }
        return [incident.event(triage.kind, at: control.at, by: control.by, note: note.isEmpty ? nil : note)]
    }

    package func expire(_ state: IncidentState, of key: Key, at streamTime: Timestamp) -> [IncidentEvent] {
        state.open.map { [$0.closing(at: streamTime)] } ?? []
    }

    package func key(of output: IncidentEvent, from input: Key) -> Key {
        Key(output.id.rawValue)
    }
}

extension Control.Triage {
    fileprivate var kind: IncidentEvent.Kind {
        switch self {
        case .acknowledged: .acknowledged
        case .confirmed: .confirmed
        case .falsePositive: .markedFalsePositive
        case .closed: .closed
        }
    }
}
