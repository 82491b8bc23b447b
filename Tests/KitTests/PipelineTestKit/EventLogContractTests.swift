import LogPort
import PipelineTestKit
import Testing

@Suite("The contract of the log")
struct EventLogContractTests {
    @Test("the memory log keeps every clause", arguments: EventLogClause.allCases)
    func memoryLog(_ clause: EventLogClause) throws {
        let outcome = try verifyEventLog(clause, against: .memory())
        #expect(outcome == .kept)
    }

    @Test("it keeps them whatever its batches look like", arguments: EventLogClause.allCases, [1, 2, 3] as [UInt64])
    func randomBatches(_ clause: EventLogClause, seed: UInt64) throws {
        let harness = EventLogHarness.memory(handOut: .random(seed: seed, limit: 5))
        #expect(try verifyEventLog(clause, against: harness, seed: seed) == .kept)
    }

    @Test("the whole suite in one call has nothing to say about a good log")
    func wholeSuite() {
        let findings = verifyEventLog(
            make: { MemoryLog() },
            reopen: { log in (log as? MemoryLog)?.reopened() ?? log }
        )
        #expect(findings == [])
    }

    @Test("a harness without a restart says which clauses it cannot show")
    func notApplicable() throws {
        let harness = EventLogHarness(make: { MemoryLog() }, reopen: nil, maintainRemoves: false)
        let skipped = try EventLogClause.allCases.filter { clause in
            try verifyEventLog(clause, against: harness) != .kept
        }
        #expect(
            Set(skipped) == [
                .committedOffsetsSurviveARestart, .producerCommitsAreDurableAndVisible, .damagedBytesAreNeverServed,
                .offsetsAreNotReusedAfterRetention, .retentionRemovesOldRecordsOnly, .removedRangesAreNamed,
            ]
        )
    }
}
