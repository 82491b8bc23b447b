import PipelineTestKit
import Testing

/// Each planted breach has to be caught by the clause that forbids it.
@Suite("Planted flaws of a log are caught")
struct PlantedLogFlawTests {
    /// Which clauses have to notice a flaw; others may notice it too.
    static func clauses(against flaw: MemoryLogFlaw) -> [EventLogClause] {
        switch flaw {
        case .acceptsOffsetsFromProducers: [.producersMayNotCommitOffsets]
        case .assignsTopicsDifferently: [.equalTopicsAreAssignedAlike]
        case .commitsAtClose: [.uncommittedWorkIsNotKept]
        case .fencesRevokedMembers: [.revokedMembersMayStillCommit]
        case .listsTopicsInDisorder: [.topicsAreListedByName]
        case .resolvesLatestWrongly: [.positionsResolve]
        case .startsOffsetsAtOne: [.offsetsStartAtZeroAndOnlyRise]
        case .stopsOpenReaders: [.readersWithoutEndGoOn]
        case .changesPartitionCounts: [.topicsKeepTheirPartitionCount]
        case .commitsOffsetsWithoutOutputs:
            [.committedOffsetsChangeOnlyWithTheirOutputs, .workerCommitsAreAllOrNothing]
        case .compactsAwayTheLastValue: [.compactionKeepsTheLastOfEachKey, .compactedTopicsStartAtWhatIsLeft]
        case .doublesARecord: [.readersHandOutEachRecordOnce, .producerOffsetsAreConsecutive]
        case .forgetsOffsetsAtRestart: [.committedOffsetsSurviveARestart]
        case .forgetsRecordsAtRestart: [.producerCommitsAreDurableAndVisible]
        case .handsOutRecordsTwice: [.recordsComeFromTheCommittedOffset, .partitionsHaveOneOwner]
        case .hidesRetentionGaps: [.removedRangesAreNamed]
        case .ignoresCommittedOffsets: [.recordsComeFromTheCommittedOffset, .rewindGoesBackToTheCommittedOffsets]
        case .ignoresRewind: [.rewindGoesBackToTheCommittedOffsets]
        case .ignoresTheEndOfARange: [.readersKeepToTheirRange]
        case .keepsPartOfARefusedTransaction:
            [
                .producerCommitsAreAllOrNothing, .refusedProducerCommitsKeepNothing, .workerCommitsAreAllOrNothing,
                .workersGetCommittedRecordsOnly,
            ]
        case .leavesZombiesUnfenced: [.aSecondMemberOfTheSameNameFencesTheFirst]
        case .letsUnownedOffsetsThrough: [.unownedOffsetsAreFenced]
        case .looksUpTimesWrongly: [.timeLookupFindsTheFirstAtOrAfter]
        case .losesARecordAfterCommit:
            [.producerCommitsAreDurableAndVisible, .readersHandOutEachRecordOnce, .readingGoesOnWhileOthersWrite]
        case .losesHeaders: [.recordsKeepTheirBytes]
        case .forgetsLaterLinks: [.chainCommitsMoveEveryGroup]
        case .handsOutTheFirstLinkFirst: [.chainsReadTheLastLinkFirst]
        case .ignoresExpectedOffsets: [.chainsRefuseAnUnexpectedOffset]
        case .mixesChainsAndPlainMembers: [.chainsAndPlainMembersDoNotMix]
        case .neverHandsOverPartitions: [.partitionsHaveOneOwner]
        case .removesYoungRecords: [.retentionRemovesOldRecordsOnly]
        case .reordersRecords: [.producerOffsetsAreConsecutive]
        case .returnsWrongBaseOffsets: [.producerOffsetsAreConsecutive, .workerCommitsAreAllOrNothing]
        case .reusesOffsets: [.offsetsAreNotReusedAfterRetention]
        case .servesClosedHandles: [.closedLogsRefuseWork]
        case .servesDamagedBytes: [.damagedBytesAreNeverServed]
        case .sharesPartitionsBetweenMembers: [.partitionsHaveOneOwner]
        case .showsHalfATransaction: [.readersNeverSeeHalfATransaction]
        case .turnsTombstonesIntoEmptyValues: [.recordsKeepTheirBytes]
        case .writesToUnknownTopics: [.unknownTopicsAreNamed, .producerCommitsAreAllOrNothing]
        }
    }

    @Test("by the clause that forbids it", arguments: MemoryLogFlaw.allCases)
    func caught(_ flaw: MemoryLogFlaw) {
        for clause in Self.clauses(against: flaw) {
            #expect(throws: ClauseBroken.self, "\(clause) does not notice \(flaw)") {
                try verifyEventLog(clause, against: .memory(flaw: flaw))
            }
        }
    }

    @Test("and every clause that a flaw can break has one")
    func everyClauseHasAFlaw() {
        let covered = Set(MemoryLogFlaw.allCases.flatMap(Self.clauses))
        let uncovered = EventLogClause.allCases.filter { !covered.contains($0) }
        // A batch of the memory log is a value, which nothing can change behind its reader's back.
        #expect(uncovered == [.batchesOutliveTheirReader])
    }
}
