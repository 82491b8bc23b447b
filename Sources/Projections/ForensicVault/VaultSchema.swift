/// The vault's schema as numbered migrations; one that was released is never changed, another one is appended.
///
/// `PRAGMA user_version` is the number of migrations that a file has had, `PRAGMA application_id` says that it is ours.
/// Times are nanoseconds since 1970 unless the name says milliseconds; scores and risks are thousandths. No column
/// holds the machine's clock, so that a vault rebuilt is equal to the old one.
///
/// Source: https://www.sqlite.org/stricttables.html, https://www.sqlite.org/foreignkeys.html.
enum VaultSchema {
    /// `EYRV` in ASCII.
    static let applicationID: Int64 = 0x4559_5256
    /// The name of the format for people.
    static let name = "Eyrie vault"

    static let migrations = [first, second]

    /// Version 2: an alert that is not the first with its bytes has an id that its digest alone does not give; it is kept
    /// with state 2, and its ordinal says that the id is right all the same.
    private static let second = "ALTER TABLE alerts ADD COLUMN ordinal INTEGER CHECK (ordinal >= 1);"

    /// Version 1.
    ///
    /// `state` of `alerts` and `verdicts`: 0 gone from the log, 1 kept but not readable (the whole record's value is
    /// kept), 2 kept but its digest is not what the id says, 3 kept. A higher state replaces a lower one, never the
    /// reverse.
    private static let first = """
        CREATE TABLE positions (
            topic TEXT NOT NULL CHECK (length(topic) > 0),
            partition INTEGER NOT NULL CHECK (partition >= 0),
            next_offset INTEGER NOT NULL CHECK (next_offset >= 0),
            PRIMARY KEY (topic, partition)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE gaps (
            topic TEXT NOT NULL CHECK (length(topic) > 0),
            partition INTEGER NOT NULL CHECK (partition >= 0),
            first_offset INTEGER NOT NULL CHECK (first_offset >= 0),
            next_offset INTEGER NOT NULL CHECK (next_offset > first_offset),
            PRIMARY KEY (topic, partition, first_offset)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE unreadable_records (
            topic TEXT NOT NULL CHECK (length(topic) > 0),
            partition INTEGER NOT NULL CHECK (partition >= 0),
            offset INTEGER NOT NULL CHECK (offset >= 0),
            message TEXT NOT NULL,
            value BLOB NOT NULL,
            PRIMARY KEY (topic, partition, offset)
        ) STRICT;
        CREATE TABLE incidents (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
            partition INTEGER NOT NULL CHECK (partition >= 0),
            profile TEXT NOT NULL CHECK (length(profile) > 0),
            entity TEXT NOT NULL,
            title TEXT NOT NULL,
            severity INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 8),
            risk INTEGER NOT NULL CHECK (risk BETWEEN 0 AND 1000),
            alerts INTEGER NOT NULL CHECK (alerts >= 1),
            opened INTEGER NOT NULL,
            last_evidence INTEGER NOT NULL CHECK (last_evidence >= opened),
            tactics TEXT NOT NULL CHECK (json_valid(tactics)),
            last_offset INTEGER NOT NULL CHECK (last_offset >= 0),
            triage TEXT NOT NULL DEFAULT 'none'
                CHECK (triage IN ('none', 'acknowledged', 'confirmed', 'false-positive')),
            triage_by TEXT,
            triage_offset INTEGER NOT NULL DEFAULT -1,
            closed INTEGER,
            closed_by TEXT,
            closed_offset INTEGER NOT NULL DEFAULT -1,
            CHECK ((triage = 'none') = (triage_offset = -1)),
            CHECK ((closed IS NULL) = (closed_offset = -1))
        ) STRICT;
        CREATE INDEX incidents_by_opening ON incidents (opened);
        CREATE TABLE incident_events (
            digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
            incident_id TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
            partition INTEGER NOT NULL CHECK (partition >= 0),
            offset INTEGER NOT NULL CHECK (offset >= 0),
            kind TEXT NOT NULL CHECK (length(kind) > 0),
            time INTEGER NOT NULL,
            payload BLOB NOT NULL CHECK (length(payload) > 0)
        ) STRICT;
        CREATE INDEX incident_events_by_incident ON incident_events (incident_id, offset);
        CREATE TABLE alerts (
            event_id BLOB NOT NULL PRIMARY KEY CHECK (length(event_id) = 16),
            partition INTEGER NOT NULL CHECK (partition >= 0),
            received_milliseconds INTEGER NOT NULL,
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
            digest BLOB CHECK (length(digest) = 32),
            received BLOB,
            door TEXT,
            sender TEXT,
            namespace TEXT,
            pod TEXT,
            CHECK ((state = 0) = (received IS NULL)),
            CHECK ((state = 0) = (digest IS NULL)),
            CHECK ((state = 3) <= (substr(digest, 1, 16) = event_id))
        ) STRICT;
        CREATE TABLE verdicts (
            event_id BLOB NOT NULL PRIMARY KEY CHECK (length(event_id) = 16),
            partition INTEGER NOT NULL CHECK (partition >= 0),
            received_milliseconds INTEGER NOT NULL,
            state INTEGER NOT NULL CHECK (state IN (0, 1, 3)),
            decision TEXT,
            model BLOB CHECK (length(model) = 32),
            payload BLOB,
            CHECK ((state = 0) = (payload IS NULL)),
            CHECK ((state = 3) = (decision IS NOT NULL))
        ) STRICT;
        CREATE TABLE evidence (
            incident_id TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
            event_id BLOB NOT NULL REFERENCES alerts (event_id) REFERENCES verdicts (event_id),
            partition INTEGER NOT NULL CHECK (partition >= 0),
            time INTEGER NOT NULL,
            received_milliseconds INTEGER NOT NULL,
            rule TEXT NOT NULL,
            priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 8),
            score INTEGER,
            anomalous INTEGER NOT NULL CHECK (anomalous IN (0, 1)),
            process TEXT,
            parent TEXT,
            command_line TEXT,
            user TEXT,
            file TEXT,
            remote TEXT,
            container TEXT,
            container_name TEXT,
            image TEXT,
            node TEXT,
            payload BLOB NOT NULL CHECK (length(payload) > 0),
            PRIMARY KEY (incident_id, event_id)
        ) STRICT;
        CREATE INDEX evidence_by_event ON evidence (event_id);
        CREATE INDEX evidence_by_time ON evidence (time);
        """
}
