import PipelineTestKit
import Testing

@Suite("The contract of the log, kept by Kafka", .enabled(if: TestCluster.isThere, "\(TestCluster.skipped)"))
struct ConformanceTests {
    /// What a harness outside the brokers cannot show: removal on demand, damage of stored bytes; and chains, which an
    /// engine of many processes does not run.
    private static let shownElsewhere: Set<EventLogClause> = [
        .offsetsAreNotReusedAfterRetention, .retentionRemovesOldRecordsOnly, .removedRangesAreNamed,
        .damagedBytesAreNeverServed, .chainsReadTheLastLinkFirst, .chainCommitsMoveEveryGroup,
        .chainsRefuseAnUnexpectedOffset, .chainsAndPlainMembersDoNotMix,
    ]

    @Test("every clause", arguments: EventLogClause.allCases)
    func clause(_ clause: EventLogClause) throws {
        let outcome = try verifyEventLog(clause, against: TestCluster.harness)
        if outcome != .kept {
            #expect(Self.shownElsewhere.contains(clause), "\(clause): \(outcome)")
        }
    }
}
