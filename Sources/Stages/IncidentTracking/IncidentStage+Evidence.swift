import EventModel
import StageKit

extension IncidentStage {
    /// Takes a verdict with some weight: it joins or opens an incident, is remembered, or is ignored.
    static func take(
        _ record: Record<Verdict>,
        weighing weight: EvidenceWeight,
        at now: Timestamp,
        into state: inout IncidentState?,
        under policy: IncidentPolicy,
        _ events: inout [IncidentEvent]
    ) {
        let verdict = record.payload
        if let open = state?.open {
            if weight == .context, open.count(of: verdict.rule.cut) >= policy.maximumContextPerRule {
                return
            }
            let found = Precursor(record, reasons: EvidenceReasons.joining(verdict, weight, under: policy))
            state?.open?.add(found, isStrong: weight == .strong, at: now, under: policy, &events)
            return
        }
        guard weight >= .suspicious else {
            state?.forgetPrecursors(before: now, under: policy)
            return
        }
        if state == nil {
            state = IncidentState()
        }
        state?.forgetPrecursors(before: now, under: policy)
        guard weight == .strong || state?.makesChain(with: verdict, under: policy) == true else {
            if state?.wouldRemember(rule: verdict.rule.cut) == true {
                state?.remember(Precursor(record, reasons: EvidenceReasons.remembered(verdict)))
            }
            return
        }
        let found = Precursor(record, reasons: EvidenceReasons.opening(verdict, weight, under: policy))
        state?.open(with: found, at: now, under: policy, &events)
    }
}

extension IncidentState {
    /// Forgets suspicious alerts that are a window older than now.
    fileprivate mutating func forgetPrecursors(before now: Timestamp, under policy: IncidentPolicy) {
        guard !precursors.isEmpty else { return }
        precursors.removeAll { now.nanoseconds(since: $0.evidence.time) > policy.windowNanoseconds }
    }

    /// Whether the remembered tactics and these are enough to open an incident.
    fileprivate func makesChain(with verdict: Verdict, under policy: IncidentPolicy) -> Bool {
        func isLink(_ score: Milli?) -> Bool { score.map { $0 >= policy.chainScore } ?? true }
        guard !precursors.isEmpty, isLink(verdict.score) else { return false }
        var tactics = TacticTags.all(of: verdict.tags)
        for precursor in precursors where isLink(precursor.evidence.score) {
            for tactic in precursor.tactics where !tactics.contains(tactic) {
                tactics.append(tactic)
            }
        }
        return tactics.count >= policy.chainTactics
    }

    /// Opens an incident with the remembered alerts, oldest first, and the present one.
    fileprivate mutating func open(
        with found: Precursor,
        at now: Timestamp,
        under policy: IncidentPolicy,
        _ events: inout [IncidentEvent]
    ) {
        let first = precursors.first ?? found
        var incident = TrackedIncident(
            id: IncidentNaming.id(of: first.evidence.event, in: found.profile),
            profile: found.profile,
            entity: first.entity,
            opened: first.evidence.time
        )
        for precursor in precursors {
            incident.add(precursor, isStrong: false, at: now, under: policy, &events)
        }
        incident.add(found, isStrong: true, at: now, under: policy, &events)
        precursors = []
        open = incident
    }
}

extension TrackedIncident {
    /// Makes the event that closes the incident without a person.
    func closing(at streamTime: Timestamp) -> IncidentEvent {
        var note =
            streamTime < quietFrom
            ? "forgotten early: too many profiles have state" : "no strong evidence since \(lastStrong)"
        if beyondLimit > 0 {
            note += "; \(beyondLimit) alerts beyond the limit are counted and not kept"
        }
        return event(.closed, at: min(streamTime, quietFrom), note: note)
    }

    /// Takes evidence and writes an event; beyond the limit it is only counted, and only an escalation writes an event.
    fileprivate mutating func add(
        _ found: Precursor,
        isStrong: Bool,
        at now: Timestamp,
        under policy: IncidentPolicy,
        _ events: inout [IncidentEvent]
    ) {
        let isFirst = alerts == 0
        let before = (severity: severity, risk: risk)
        join(found.evidence, tactics: found.tactics)
        if isStrong {
            lastStrong = max(lastStrong, now)
            quietFrom = lastStrong.adding(nanoseconds: policy.windowNanoseconds)
        }
        let time = found.evidence.time
        if alerts - beyondLimit > policy.maximumEvidence {
            beyondLimit += 1
        } else {
            events.append(event(isFirst ? .opened : .evidenceAdded, at: time, evidence: found.evidence))
        }
        guard !isFirst, severity < before.severity || Risk.band(of: risk) > Risk.band(of: before.risk) else { return }
        let note = "severity \(before.severity) to \(severity), risk \(before.risk) to \(risk)"
        events.append(event(.escalated, at: time, note: note))
    }
}
