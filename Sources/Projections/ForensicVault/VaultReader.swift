import Database
package import EventModel
import JSONText
package import Reports

/// Reads a vault beside its writer, in any process; used by one thread at a time.
package final class VaultReader {
    let database: Database
    let parser = JSONParser()

    /// Opens a vault that is there.
    ///
    /// - Throws: ``VaultError`` when the file is not there, not a vault, or of another version.
    package init(path: String) throws(VaultError) {
        database = try VaultFile.openForReading(path)
    }

    /// Returns incidents as lines of a list.
    package func incidents(_ filter: IncidentFilter = IncidentFilter()) throws(VaultError) -> [IncidentSummary] {
        var sql = "SELECT \(Self.summaryColumns) FROM incidents WHERE opened >= ?1 AND opened < ?2 AND severity <= ?3"
        switch filter.isOpen {
        case true?: sql += " AND closed IS NULL"
        case false?: sql += " AND closed IS NOT NULL"
        case nil: break
        }
        return try rows(sql + " ORDER BY risk DESC, opened, id LIMIT ?4") { statement in
            statement.bind(1, filter.since?.nanoseconds ?? .min)
            statement.bind(2, filter.until?.nanoseconds ?? .max)
            statement.bind(3, Int64(filter.severity?.rawValue ?? Priority.unknown.rawValue))
            statement.bind(4, filter.limit)
        } read: { (statement) throws(VaultError) in
            try summary(statement)
        }
    }

    /// Returns the ids that begin with some hexadecimal digits, at most ten, sorted.
    package func ids(startingWith prefix: String) throws(VaultError) -> [IncidentID] {
        let sql = "SELECT id FROM incidents WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT 10"
        return try rows(sql) { statement in
            statement.bind(1, prefix.lowercased())
        } read: { statement in
            IncidentID(statement.text(0) ?? "")
        }
    }

    /// Returns one incident; nil when there is none of this id.
    package func incident(_ id: IncidentID) throws(VaultError) -> IncidentSummary? {
        try rows("SELECT \(Self.summaryColumns) FROM incidents WHERE id = ?1") { statement in
            statement.bind(1, id.rawValue)
        } read: { (statement) throws(VaultError) in
            try summary(statement)
        }.first
    }

    /// Returns an alert's bytes as they were received; nil when they are not kept.
    package func received(of event: EventID) throws(VaultError) -> [UInt8]? {
        try rows("SELECT received FROM alerts WHERE event_id = ?1 AND state >= 2") { statement in
            statement.bind(1, event.withBytes { Array($0) })
        } read: { statement in
            statement.bytes(0)
        }.first
    }

    static let summaryColumns = """
        id, profile, entity, title, severity, risk, alerts, opened, last_evidence, triage, closed, closed_by, tactics
        """

    func summary(_ statement: Statement) throws(VaultError) -> IncidentSummary {
        IncidentSummary(
            id: IncidentID(statement.text(0) ?? ""),
            profile: Profile(statement.text(1) ?? ""),
            entity: Entity(statement.text(2) ?? ""),
            title: statement.text(3) ?? "",
            severity: Priority(rawValue: UInt8(clamping: statement.integer(4))) ?? .unknown,
            risk: Milli(thousandths: Int32(clamping: statement.integer(5))),
            alerts: Int(statement.integer(6)),
            opened: Timestamp(nanoseconds: statement.integer(7)),
            lastEvidence: Timestamp(nanoseconds: statement.integer(8)),
            triage: TriageState(rawValue: statement.text(9) ?? "") ?? .none,
            closed: statement.isNull(10) ? nil : Timestamp(nanoseconds: statement.integer(10)),
            closedBy: statement.text(11),
            tactics: try TacticsText.read(statement.text(12) ?? "", with: parser)
        )
    }

    /// Runs a query and returns what is read of every row.
    func rows<Row>(
        _ sql: String,
        bind: (Statement) -> Void = { _ in },
        read: (Statement) throws(VaultError) -> Row
    ) throws(VaultError) -> [Row] {
        var rows: [Row] = []
        try visit(sql, bind: bind) { (statement) throws(VaultError) in
            rows.append(try read(statement))
        }
        return rows
    }

    /// Runs a query and calls the body with every row, one at a time.
    func visit(
        _ sql: String,
        bind: (Statement) -> Void = { _ in },
        _ body: (Statement) throws(VaultError) -> Void
    ) throws(VaultError) {
        let statement = try Self.mapped { () throws(DatabaseError) in try database.prepare(sql) }
        defer { statement.reset() }
        bind(statement)
        while try Self.mapped({ () throws(DatabaseError) in try statement.step() }) {
            try body(statement)
        }
    }

    private static func mapped<Value>(_ body: () throws(DatabaseError) -> Value) throws(VaultError) -> Value {
        do throws(DatabaseError) {
            return try body()
        } catch {
            throw VaultError(error)
        }
    }
}
