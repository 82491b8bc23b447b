import Database
import Foundation
import LogPort
import PipelineTestKit
import SQLiteLog
import Testing

@Suite("The contract of the log, kept by SQLite")
struct ConformanceTests {
    private static func harness(tailBytes: Int) -> EventLogHarness {
        @Sendable func open(_ folder: String) throws -> SQLiteLog {
            var settings = SQLiteLogSettings()
            settings.maintenanceSeconds = nil
            settings.tailCacheBytes = tailBytes
            return try SQLiteLog(folder: folder, settings: settings)
        }
        @Sendable func closed(_ log: any EventLog) throws -> String {
            log.close()
            return try #require(log as? SQLiteLog).folder
        }
        return EventLogHarness(
            make: { try open(NSTemporaryDirectory() + "sqlite-log-\(UUID().uuidString)") },
            reopen: { try open(closed($0)) },
            damage: { log, partition, offset in
                let folder = try closed(log)
                try StoredDamage.flip(in: folder, partition, at: offset)
                return try open(folder)
            },
            dispose: { log in
                log.close()
                try? FileManager.default.removeItem(atPath: (log as? SQLiteLog)?.folder ?? "")
            }
        )
    }

    @Test("every clause, records from memory", arguments: EventLogClause.allCases)
    func withTail(_ clause: EventLogClause) throws {
        #expect(try verifyEventLog(clause, against: Self.harness(tailBytes: 1 << 20)) == .kept)
    }

    @Test("every clause, records from the file", arguments: EventLogClause.allCases, [1, 2] as [UInt64])
    func withoutTail(_ clause: EventLogClause, seed: UInt64) throws {
        #expect(try verifyEventLog(clause, against: Self.harness(tailBytes: 0), seed: seed) == .kept)
    }
}
