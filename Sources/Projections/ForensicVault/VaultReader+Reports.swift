import Database
package import EventModel
package import Reports

extension VaultReader {
    /// Gathers everything that is kept of one incident.
    ///
    /// - Parameters:
    ///   - id: The incident's id.
    ///   - madeAt: The machine's clock, for the report's last line; nil leaves it out.
    /// - Returns: nil when there is no incident of this id.
    /// - Throws: ``VaultError``.
    package func report(of id: IncidentID, madeAt: Timestamp?) throws(VaultError) -> IncidentReport? {
        guard let summary = try incident(id) else { return nil }
        return IncidentReport(
            summary: summary,
            timeline: try timeline(of: id),
            evidence: try evidence(of: id),
            madeAt: madeAt
        )
    }

    /// Gathers what happened in a period.
    ///
    /// - Parameters:
    ///   - from: The first point in time.
    ///   - to: The point in time after the last.
    ///   - madeAt: The machine's clock, for the report's last line; nil leaves it out.
    /// - Returns: The report; empty when nothing happened.
    /// - Throws: ``VaultError``.
    package func period(from: Timestamp, to: Timestamp, madeAt: Timestamp?) throws(VaultError) -> PeriodReport {
        let incidents = try incidents(IncidentFilter(since: from, until: to, limit: Self.maximumIncidents))
        var severities: [NamedCount] = []
        for severity in Priority.allCases {
            let count = incidents.count { $0.severity == severity }
            if count > 0 {
                severities.append(NamedCount(name: severity.description, count: count))
            }
        }
        let kept = try counts("alerts.state >= 1", "alerts.state >= 1", from, to)
        return PeriodReport(
            from: from,
            to: to,
            incidents: incidents,
            severities: severities,
            rules: try counts("evidence.rule", "1", from, to),
            namespaces: try counts("alerts.namespace", "alerts.namespace IS NOT NULL", from, to),
            profiles: try counts("incidents.profile", "1", from, to),
            learning: try learning(from, to),
            keptAlerts: kept.reduce(0) { $0 + $1.count },
            missingAlerts: try counts("alerts.state", "alerts.state = 0", from, to).reduce(0) { $0 + $1.count },
            madeAt: madeAt
        )
    }

    /// How many incidents a period's report shows at most, those of the highest risk.
    private static var maximumIncidents: Int { 1000 }
    /// How many names a period's count shows at most, the largest.
    private static var maximumNames: Int { 50 }

    private func timeline(of id: IncidentID) throws(VaultError) -> [TimelineEntry] {
        let sql = "SELECT payload FROM incident_events WHERE incident_id = ?1 ORDER BY offset"
        return try rows(sql) { statement in
            statement.bind(1, id.rawValue)
        } read: { (statement) throws(VaultError) in
            let event = try decode(IncidentEvent.self, statement.bytes(0))
            return TimelineEntry(
                time: event.time,
                kind: event.kind,
                text: event.evidence?.rule ?? event.note ?? "",
                event: event.evidence?.event,
                by: event.by,
                severity: event.severity,
                risk: event.risk
            )
        }
    }

    private func evidence(of id: IncidentID) throws(VaultError) -> [ReportedEvidence] {
        let sql = """
            SELECT evidence.payload, verdicts.state, verdicts.payload, alerts.state, alerts.digest,
                length(alerts.received), alerts.namespace, alerts.pod, alerts.ordinal
            FROM evidence JOIN alerts USING (event_id) JOIN verdicts USING (event_id)
            WHERE evidence.incident_id = ?1 ORDER BY evidence.time, evidence.event_id
            """
        return try rows(sql) { statement in
            statement.bind(1, id.rawValue)
        } read: { (statement) throws(VaultError) in
            let isVerdictKept = statement.integer(1) == 3
            let verdict = isVerdictKept ? try decode(Verdict.self, statement.bytes(2)) : nil
            let received: KeptBytes
            if statement.isNull(4) {
                received = .missing
            } else {
                let digest = Digest(statement.bytes(4))
                let count = Int(statement.integer(5))
                let isRight = statement.integer(3) == 3 || !statement.isNull(8)
                received = isRight ? .kept(digest, count: count) : .mismatched(digest, count: count)
            }
            return ReportedEvidence(
                evidence: try decode(Evidence.self, statement.bytes(0)),
                entity: verdict?.entity,
                namespace: statement.text(6),
                pod: statement.text(7),
                tags: verdict.map { Array($0.tags) } ?? [],
                verdict: verdict,
                received: received
            )
        }
    }

    /// Counts the evidence of a period by an expression, the most first, then by name.
    private func counts(
        _ name: String,
        _ condition: String,
        _ from: Timestamp,
        _ to: Timestamp
    ) throws(VaultError) -> [NamedCount] {
        let sql = """
            SELECT \(name), count(*)
            FROM evidence JOIN alerts USING (event_id) JOIN incidents ON incidents.id = evidence.incident_id
            WHERE evidence.time >= ?1 AND evidence.time < ?2 AND \(condition)
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT \(Self.maximumNames)
            """
        return try rows(sql) { statement in
            statement.bind(1, from.nanoseconds)
            statement.bind(2, to.nanoseconds)
        } read: { statement in
            NamedCount(name: statement.text(0) ?? "", count: Int(statement.integer(1)))
        }
    }

    private func learning(_ from: Timestamp, _ to: Timestamp) throws(VaultError) -> LearningCounts {
        let sql = """
            SELECT verdicts.decision, verdicts.model, count(*) FROM evidence JOIN verdicts USING (event_id)
            WHERE evidence.time >= ?1 AND evidence.time < ?2 AND verdicts.decision IS NOT NULL
            GROUP BY 1, 2 ORDER BY 2
            """
        let found = try rows(sql) { statement in
            statement.bind(1, from.nanoseconds)
            statement.bind(2, to.nanoseconds)
        } read: { statement in
            (
                state: Verdict.State(rawValue: statement.text(0) ?? "") ?? .unknown,
                model: statement.isNull(1) ? nil : Digest(statement.bytes(1)),
                count: Int(statement.integer(2))
            )
        }
        var learning = LearningCounts(learning: 0, scored: 0, unscorable: 0, models: [])
        for row in found {
            switch row.state {
            case .learning: learning.learning += row.count
            case .scored: learning.scored += row.count
            case .unscorable, .unknown: learning.unscorable += row.count
            }
            if let model = row.model, row.state == .scored, !learning.models.contains(model) {
                learning.models.append(model)
            }
        }
        return learning
    }

    private func decode<Value: Payload>(_ type: Value.Type, _ bytes: [UInt8]) throws(VaultError) -> Value {
        do throws(PayloadFault) {
            return try parser.decode(type, from: bytes)
        } catch {
            throw VaultError(error)
        }
    }
}
