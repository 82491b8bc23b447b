import Cryptography
import Database
import EventModel
import LogPort
import Reports

/// The one writing connection: takes entries and positions in one transaction.
///
/// Every row is an upsert that only moves forward (a higher offset, a better state, a later time), so the order in
/// which entries come does not matter and the same entry again changes nothing.
final class VaultWriter {
    private let database: Database
    private let putPosition: Statement
    private let putGap: Statement
    private let putUnreadable: Statement
    private let putIncident: Statement
    private let putTriage: Statement
    private let putClosed: Statement
    private let putEvent: Statement
    let putAlert: Statement
    let putVerdict: Statement
    let putEvidence: Statement

    /// Opens or makes a vault.
    init(path: String) throws(VaultError) {
        database = try VaultFile.openForWriting(path)
        do throws(DatabaseError) {
            putPosition = try database.prepare(VaultSQL.position)
            putGap = try database.prepare(VaultSQL.gap)
            putUnreadable = try database.prepare(VaultSQL.unreadable)
            putIncident = try database.prepare(VaultSQL.incident)
            putTriage = try database.prepare(VaultSQL.triage)
            putClosed = try database.prepare(VaultSQL.closed)
            putEvent = try database.prepare(VaultSQL.event)
            putAlert = try database.prepare(VaultSQL.alert)
            putVerdict = try database.prepare(VaultSQL.verdict)
            putEvidence = try database.prepare(VaultSQL.evidence)
        } catch {
            throw VaultError(error)
        }
    }

    /// Returns where to go on in a partition; 0 when nothing was read yet.
    func nextOffset(of partition: TopicPartition) throws(VaultError) -> Int64 {
        do throws(DatabaseError) {
            let select = try database.prepare("SELECT next_offset FROM positions WHERE topic = ?1 AND partition = ?2")
            select.bind(1, partition.topic)
            select.bind(2, Int64(partition.partition))
            return try select.step() ? select.integer(0) : 0
        } catch {
            throw VaultError(error)
        }
    }

    /// Stores entries of a partition and where to go on, all or nothing.
    func store(
        _ entries: [VaultEntry],
        unreadable: [UnreadableRecord],
        of partition: TopicPartition,
        nextOffset: Int64
    ) throws(VaultError) {
        try inTransaction { () throws(DatabaseError) in
            for entry in entries {
                try put(entry)
            }
            for record in unreadable {
                bind(putUnreadable, partition)
                putUnreadable.bind(3, record.offset)
                putUnreadable.bind(4, record.message)
                putUnreadable.bind(5, record.value)
                try putUnreadable.run()
            }
            try put(nextOffset, of: partition)
        }
    }

    /// Notes that records were gone before they could be read, and continues after them.
    func storeGap(_ offsets: Range<Int64>, of partition: TopicPartition) throws(VaultError) {
        try inTransaction { () throws(DatabaseError) in
            bind(putGap, partition)
            putGap.bind(3, offsets.lowerBound)
            putGap.bind(4, offsets.upperBound)
            try putGap.run()
            try put(offsets.upperBound, of: partition)
        }
    }

    private func inTransaction(_ body: () throws(DatabaseError) -> Void) throws(VaultError) {
        do throws(DatabaseError) {
            try database.run("BEGIN IMMEDIATE")
            try body()
            try database.run("COMMIT")
        } catch {
            database.rollback()
            throw VaultError(error)
        }
    }

    private func put(_ nextOffset: Int64, of partition: TopicPartition) throws(DatabaseError) {
        bind(putPosition, partition)
        putPosition.bind(3, nextOffset)
        try putPosition.run()
    }

    private func bind(_ statement: Statement, _ partition: TopicPartition) {
        statement.bind(1, partition.topic)
        statement.bind(2, Int64(partition.partition))
    }

    private func put(_ entry: VaultEntry) throws(DatabaseError) {
        let event = entry.event
        putIncident.bind(1, event.id.rawValue)
        putIncident.bind(2, Int64(entry.partition))
        putIncident.bind(3, event.profile.rawValue)
        putIncident.bind(4, event.entity.rawValue)
        putIncident.bind(5, event.title)
        putIncident.bind(6, Int64(event.severity.rawValue))
        putIncident.bind(7, Int64(event.risk.thousandths))
        putIncident.bind(8, event.alerts)
        putIncident.bind(9, event.opened.nanoseconds)
        putIncident.bind(10, max(event.opened, event.evidence?.time ?? event.opened).nanoseconds)
        putIncident.bind(11, TacticsText.write(event.tactics))
        putIncident.bind(12, entry.offset)
        try putIncident.run()

        SHA256.digest(of: entry.payload).withBytes { putEvent.bind(1, Array($0)) }
        putEvent.bind(2, event.id.rawValue)
        putEvent.bind(3, Int64(entry.partition))
        putEvent.bind(4, entry.offset)
        putEvent.bind(5, event.kind.rawValue)
        putEvent.bind(6, event.time.nanoseconds)
        putEvent.bind(7, entry.payload)
        try putEvent.run()

        if let triage = event.kind.triage {
            putTriage.bind(1, event.id.rawValue)
            putTriage.bind(2, triage.rawValue)
            putTriage.bind(3, event.by)
            putTriage.bind(4, entry.offset)
            try putTriage.run()
        }
        if event.kind == .closed {
            putClosed.bind(1, event.id.rawValue)
            putClosed.bind(2, event.time.nanoseconds)
            putClosed.bind(3, event.by)
            putClosed.bind(4, entry.offset)
            try putClosed.run()
        }
        if let evidence = event.evidence {
            try put(evidence, of: entry)
        }
    }
}

/// A record of the incidents that does not read as an incident event; kept as it is.
struct UnreadableRecord {
    let offset: Int64
    let message: String
    let value: [UInt8]
}

extension IncidentEvent.Kind {
    /// The person's judgment in the event; nil without one, or when it is closed.
    var triage: TriageState? {
        switch self {
        case .acknowledged: .acknowledged
        case .confirmed: .confirmed
        case .markedFalsePositive: .falsePositive
        case .opened, .evidenceAdded, .escalated, .closed, .unknown: nil
        }
    }
}
