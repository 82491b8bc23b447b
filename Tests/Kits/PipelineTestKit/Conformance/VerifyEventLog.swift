package import LogPort

/// Checks one clause of the log's contract against an engine.
///
/// With Swift Testing: `@Test("...", arguments: EventLogClause.allCases)`. A log of its own is made for each clause.
///
/// - Parameters:
///   - clause: What to check.
///   - harness: The engine.
///   - seed: Decides the random parts.
/// - Returns: ``ClauseOutcome/kept``, or why the harness cannot show it.
/// - Throws: ``ClauseBroken`` with what was found.
@discardableResult
package func verifyEventLog(
    _ clause: EventLogClause,
    against harness: EventLogHarness,
    seed: UInt64 = 1
) throws -> ClauseOutcome {
    let verifier = EventLogVerifier(harness: harness, clause: clause, seed: seed)
    defer { verifier.dispose() }
    do {
        return try verifier.verify()
    } catch let error as LogError {
        throw verifier.fail("the engine threw where it must not: \(error.code), \(error)")
    } catch let error as BoundedThreads.TimedOut {
        throw verifier.fail("\(error)")
    }
}

/// Checks every clause and returns what is wrong, one sentence each; empty for an engine that keeps the contract.
package func verifyEventLog(
    make: @escaping @Sendable () throws -> any EventLog,
    reopen: (@Sendable (any EventLog) throws -> any EventLog)?,
    seed: UInt64 = 1
) -> [String] {
    let harness = EventLogHarness(make: make, reopen: reopen)
    return EventLogClause.allCases.compactMap { clause in
        do {
            try verifyEventLog(clause, against: harness, seed: seed)
            return nil
        } catch let broken as ClauseBroken {
            return "\(broken)"
        } catch {
            return "\(clause) (seed \(seed)): \(error)"
        }
    }
}

extension EventLogVerifier {
    func verify() throws -> ClauseOutcome {
        switch clause {
        case .topicsKeepTheirPartitionCount: try topicsKeepTheirPartitionCount()
        case .topicsAreListedByName: try topicsAreListedByName()
        case .offsetsStartAtZeroAndOnlyRise: try offsetsStartAtZeroAndOnlyRise()
        case .offsetsAreNotReusedAfterRetention: return try offsetsAreNotReusedAfterRetention()
        case .committedOffsetsSurviveARestart: return try committedOffsetsSurviveARestart()
        case .committedOffsetsChangeOnlyWithTheirOutputs: try committedOffsetsChangeOnlyWithTheirOutputs()
        case .timeLookupFindsTheFirstAtOrAfter: try timeLookupFindsTheFirstAtOrAfter()
        case .readersNeverSeeHalfATransaction: try readersNeverSeeHalfATransaction()
        case .readingGoesOnWhileOthersWrite: try readingGoesOnWhileOthersWrite()
        case .positionsResolve: try positionsResolve()
        case .unknownTopicsAreNamed: try unknownTopicsAreNamed()
        case .aSecondMemberOfTheSameNameFencesTheFirst: try aSecondMemberOfTheSameNameFencesTheFirst()
        case .readersKeepToTheirRange: try readersKeepToTheirRange()
        case .readersWithoutEndGoOn: try readersWithoutEndGoOn()
        case .retentionRemovesOldRecordsOnly: return try retentionRemovesOldRecordsOnly()
        case .compactionKeepsTheLastOfEachKey: try compactionKeepsTheLastOfEachKey()
        case .closedLogsRefuseWork: try closedLogsRefuseWork()
        case .producerCommitsAreDurableAndVisible: return try producerCommitsAreDurableAndVisible()
        case .producerCommitsAreAllOrNothing: try producerCommitsAreAllOrNothing()
        case .producerOffsetsAreConsecutive: try producerOffsetsAreConsecutive()
        case .refusedProducerCommitsKeepNothing: try refusedProducerCommitsKeepNothing()
        case .producersMayNotCommitOffsets: try producersMayNotCommitOffsets()
        case .readersHandOutEachRecordOnce: try readersHandOutEachRecordOnce()
        case .recordsKeepTheirBytes: try recordsKeepTheirBytes()
        case .batchesOutliveTheirReader: try batchesOutliveTheirReader()
        case .removedRangesAreNamed: return try removedRangesAreNamed()
        case .compactedTopicsStartAtWhatIsLeft: try compactedTopicsStartAtWhatIsLeft()
        case .damagedBytesAreNeverServed: return try damagedBytesAreNeverServed()
        case .partitionsHaveOneOwner: try partitionsHaveOneOwner()
        case .recordsComeFromTheCommittedOffset: try recordsComeFromTheCommittedOffset()
        case .workerCommitsAreAllOrNothing: try workerCommitsAreAllOrNothing()
        case .unownedOffsetsAreFenced: try unownedOffsetsAreFenced()
        case .revokedMembersMayStillCommit: try revokedMembersMayStillCommit()
        case .workersGetCommittedRecordsOnly: try workersGetCommittedRecordsOnly()
        case .rewindGoesBackToTheCommittedOffsets: try rewindGoesBackToTheCommittedOffsets()
        case .equalTopicsAreAssignedAlike: try equalTopicsAreAssignedAlike()
        case .uncommittedWorkIsNotKept: try uncommittedWorkIsNotKept()
        case .chainsReadTheLastLinkFirst: return try withChains { try chainsReadTheLastLinkFirst($0, $1) }
        case .chainCommitsMoveEveryGroup: return try withChains { try chainCommitsMoveEveryGroup($0, $1) }
        case .chainsRefuseAnUnexpectedOffset: return try withChains { try chainsRefuseAnUnexpectedOffset($0, $1) }
        case .chainsAndPlainMembersDoNotMix: return try withChains { try chainsAndPlainMembersDoNotMix($0, $1) }
        }
        return .kept
    }
}
