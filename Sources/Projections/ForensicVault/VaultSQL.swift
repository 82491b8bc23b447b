import EventModel

/// The vault's upserts; each is idempotent, and any order of them gives the same rows.
enum VaultSQL {
    static let position = """
        INSERT INTO positions (topic, partition, next_offset) VALUES (?1, ?2, ?3)
        ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset
        """

    static let gap = """
        INSERT INTO gaps (topic, partition, first_offset, next_offset) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (topic, partition, first_offset) DO UPDATE
        SET next_offset = max(next_offset, excluded.next_offset)
        """

    static let unreadable = """
        INSERT INTO unreadable_records (topic, partition, offset, message, value) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (topic, partition, offset) DO NOTHING
        """

    /// The last event of the partition's order says what an incident is now; the last evidence is the latest in time.
    static let incident = """
        INSERT INTO incidents (
            id, partition, profile, entity, title, severity, risk, alerts, opened, last_evidence, tactics, last_offset
        ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        ON CONFLICT (id) DO UPDATE SET
            title = iif(excluded.last_offset > last_offset, excluded.title, title),
            severity = iif(excluded.last_offset > last_offset, excluded.severity, severity),
            risk = iif(excluded.last_offset > last_offset, excluded.risk, risk),
            alerts = iif(excluded.last_offset > last_offset, excluded.alerts, alerts),
            tactics = iif(excluded.last_offset > last_offset, excluded.tactics, tactics),
            last_evidence = max(last_evidence, excluded.last_evidence),
            last_offset = max(last_offset, excluded.last_offset)
        """

    static let triage = """
        UPDATE incidents SET triage = ?2, triage_by = ?3, triage_offset = ?4 WHERE id = ?1 AND triage_offset < ?4
        """

    static let closed = """
        UPDATE incidents SET closed = ?2, closed_by = ?3, closed_offset = ?4 WHERE id = ?1 AND closed_offset < ?4
        """

    static let event = """
        INSERT INTO incident_events (digest, incident_id, partition, offset, kind, time, payload)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (digest) DO UPDATE SET offset = min(offset, excluded.offset)
        """

    static let alert = """
        INSERT INTO alerts (
            event_id, partition, received_milliseconds, state, digest, received, door, sender, namespace, pod,
            ordinal
        ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        ON CONFLICT (event_id) DO UPDATE SET
            received_milliseconds = excluded.received_milliseconds, state = excluded.state, digest = excluded.digest,
            received = excluded.received, door = excluded.door, sender = excluded.sender,
            namespace = excluded.namespace, pod = excluded.pod, ordinal = excluded.ordinal
        WHERE excluded.state > state
            OR (excluded.state = state AND excluded.received_milliseconds < received_milliseconds)
        """

    static let verdict = """
        INSERT INTO verdicts (event_id, partition, received_milliseconds, state, decision, model, payload)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (event_id) DO UPDATE SET
            received_milliseconds = excluded.received_milliseconds, state = excluded.state,
            decision = excluded.decision, model = excluded.model, payload = excluded.payload
        WHERE excluded.state > state
            OR (excluded.state = state AND excluded.received_milliseconds < received_milliseconds)
        """

    /// The facts with a column each, in their order; those that came later stand in the payload alone.
    static let factColumns = FactField.allCases.prefix { $0.rawValue <= FactField.node.rawValue }

    static let evidence = """
        INSERT INTO evidence (
            incident_id, event_id, partition, time, received_milliseconds, rule, priority, score, anomalous,
            process, parent, command_line, user, file, remote, container, container_name, image, node, payload
        ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
        ON CONFLICT (incident_id, event_id) DO UPDATE SET
            received_milliseconds = excluded.received_milliseconds, score = excluded.score,
            anomalous = excluded.anomalous, payload = excluded.payload
        WHERE excluded.received_milliseconds < received_milliseconds
        """
}
