import Cryptography
import Database
package import EventModel
package import LogPort

extension VaultReader {
    /// Returns what the vault has of each source partition, by its number.
    package func counts() throws(VaultError) -> [VaultCounts] {
        let sql = """
            WITH numbers AS (
                SELECT partition FROM positions UNION SELECT partition FROM incidents UNION SELECT partition FROM alerts
            )
            SELECT partition,
                (SELECT count(*) FROM incidents WHERE incidents.partition = numbers.partition),
                (SELECT count(*) FROM alerts WHERE alerts.partition = numbers.partition),
                (SELECT count(*) FROM alerts WHERE alerts.partition = numbers.partition AND (state = 3 OR ordinal > 0)),
                (SELECT count(*) FROM alerts
                    WHERE alerts.partition = numbers.partition AND state = 2 AND ordinal IS NULL),
                (SELECT count(*) FROM alerts WHERE alerts.partition = numbers.partition AND state = 1),
                (SELECT count(*) FROM alerts WHERE alerts.partition = numbers.partition AND state = 0),
                (SELECT max(next_offset) FROM positions WHERE positions.partition = numbers.partition),
                (SELECT total(next_offset - first_offset) FROM gaps WHERE gaps.partition = numbers.partition),
                (SELECT count(*) FROM unreadable_records AS bad WHERE bad.partition = numbers.partition)
            FROM numbers ORDER BY partition
            """
        return try rows(sql) { statement in
            VaultCounts(
                partition: Int32(clamping: statement.integer(0)),
                incidents: Int(statement.integer(1)),
                alerts: Int(statement.integer(2)),
                kept: Int(statement.integer(3)),
                mismatched: Int(statement.integer(4)),
                unreadable: Int(statement.integer(5)),
                gone: Int(statement.integer(6)),
                nextOffset: statement.integer(7),
                missedRecords: statement.integer(8),
                unreadableRecords: Int(statement.integer(9))
            )
        }
    }

    /// Returns the offset to continue with in each partition that the vault reads.
    package func positions() throws(VaultError) -> [TopicPartition: Int64] {
        let found = try rows("SELECT topic, partition, next_offset FROM positions") { statement in
            (TopicPartition(statement.text(0) ?? "", Int32(clamping: statement.integer(1))), statement.integer(2))
        }
        return Dictionary(found) { max($0, $1) }
    }

    /// Returns what is wrong with the file, a line for each fault; empty when all is well.
    ///
    /// SQLite's own checks of the file and of references, and the digest of every alert's bytes recomputed.
    package func faults() throws(VaultError) -> [String] {
        var faults = try rows("PRAGMA integrity_check") { $0.text(0) ?? "" }.filter { $0 != "ok" }
        faults += try rows("PRAGMA foreign_key_check") { "a row of \($0.text(0) ?? "") refers to nothing" }
        let sql = "SELECT event_id, digest, received FROM alerts WHERE state > 0 ORDER BY event_id"
        try visit(sql) { statement in
            let digest = statement.withBytes(2) { SHA256.digest(of: $0) }.bytes
            guard digest != statement.bytes(1) else { return }
            faults.append("the bytes of alert \(Hex.string(of: statement.bytes(0))) are not those that were stored")
        }
        return faults
    }

    /// Returns the digest of all rows but the positions, in a fixed order: equal for equal content.
    ///
    /// Each table behind its name, each row as a line, each value as SQL writes it.
    package func contentDigest() throws(VaultError) -> Digest {
        var stream = SHA256Stream()
        for table in ["gaps", "unreadable_records", "incidents", "incident_events", "alerts", "verdicts", "evidence"] {
            stream.update(Array("table \(table)\n".utf8))
            let columns = try rows("SELECT name FROM pragma_table_info('\(table)') ORDER BY cid") { $0.text(0) ?? "" }
            let order = (1...columns.count).map(String.init).joined(separator: ", ")
            // quote() writes every value as SQL would, exactly and with its type.
            let values = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ',' || ")
            let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
            let sql = "SELECT \(values) FROM (SELECT \(names) FROM \(table) ORDER BY \(order))"
            try visit(sql) { stream.update(Array("\($0.text(0) ?? "")\n".utf8)) }
        }
        return stream.digest().withBytes { Digest($0) }
    }
}
