/// One clause of the contract of `EventLog` and its handles; the port's doc comments hold the text.
package enum EventLogClause: String, Sendable, CaseIterable, CustomStringConvertible {
    case topicsKeepTheirPartitionCount = "EventLog 1: a topic keeps its partition count"
    case topicsAreListedByName = "EventLog.topics: every topic, by name, with its settings"
    case offsetsStartAtZeroAndOnlyRise = "EventLog 2: offsets start at 0 and only rise"
    case offsetsAreNotReusedAfterRetention = "EventLog 2: an offset is not reused after retention"
    case committedOffsetsSurviveARestart = "EventLog 3: a committed offset survives a restart"
    case committedOffsetsChangeOnlyWithTheirOutputs = "EventLog 3: a committed offset changes only with its outputs"
    case timeLookupFindsTheFirstAtOrAfter = "EventLog 4: the first record at or after a time is found"
    case readersNeverSeeHalfATransaction = "EventLog 5: a reader never sees half a transaction"
    case readingGoesOnWhileOthersWrite = "EventLog 5: reading goes on while others write"
    case positionsResolve = "EventLog.resolve: earliest, latest, committed, at a time, at an offset"
    case unknownTopicsAreNamed = "EventLog: an unknown topic or partition is refused by name"
    case aSecondMemberOfTheSameNameFencesTheFirst = "EventLog.makeWorker: a second member of one name fences the first"
    case readersKeepToTheirRange = "EventLog.makeReader: starts at or after the start, stops before the end"
    case readersWithoutEndGoOn = "EventLog.makeReader: without an end it goes on with what comes"
    case retentionRemovesOldRecordsOnly = "EventLog.maintain: retention removes old records, from the front, no others"
    case compactionKeepsTheLastOfEachKey = "EventLog.maintain: compaction keeps the last record of each key"
    case closedLogsRefuseWork = "EventLog.close: handles throw closed afterwards"

    case producerCommitsAreDurableAndVisible = "LogProducer 1: a commit is durable and seen by later readers"
    case producerCommitsAreAllOrNothing = "LogProducer 2: a commit keeps all or nothing, over all partitions"
    case producerOffsetsAreConsecutive = "LogProducer 3: offsets are consecutive, in the order of the transaction"
    case refusedProducerCommitsKeepNothing = "LogProducer 4: nothing is kept of a commit that throws"
    case producersMayNotCommitOffsets = "LogProducer 5: offsets in a producer's transaction are refused"

    case readersHandOutEachRecordOnce = "LogReader 1: each committed record once, offsets rising"
    case recordsKeepTheirBytes = "LogReader 1: keys, headers, values, tombstones and times come back as written"
    case batchesOutliveTheirReader = "LogReader 2: a batch stays as it is after the reader is closed"
    case removedRangesAreNamed = "LogReader 3: a range that retention removed is refused by its offsets"
    case compactedTopicsStartAtWhatIsLeft = "LogReader 3: a compacted topic starts at the first record left"
    case damagedBytesAreNeverServed = "LogReader 4: damaged bytes are reported with their place, never served"

    case partitionsHaveOneOwner = "LogWorker 1: a partition has one owner, also while members come and go"
    case recordsComeFromTheCommittedOffset = "LogWorker 2: records come from the committed offset, each once"
    case workerCommitsAreAllOrNothing = "LogWorker 3: outputs and offsets become visible together or not at all"
    case unownedOffsetsAreFenced = "LogWorker 3: offsets of partitions that are not owned are refused as fenced"
    case revokedMembersMayStillCommit = "LogWorker 1: a member may commit what it has done after revoked"
    case workersGetCommittedRecordsOnly = "LogWorker 4: only committed records are handed out"
    case rewindGoesBackToTheCommittedOffsets = "LogWorker 5: rewind goes back to the committed offsets"
    case equalTopicsAreAssignedAlike = "LogWorker 6: topics with equal partition counts are assigned alike"
    case uncommittedWorkIsNotKept = "LogWorker.close: what was not committed is not kept"

    case chainsReadTheLastLinkFirst = "LogChaining 2: what stands between two links comes before what is new"
    case chainCommitsMoveEveryGroup =
        "LogChaining 3: a commit moves every link's group, and what it wrote is passed over"
    case chainsRefuseAnUnexpectedOffset = "LogChaining 4: an append that gets another offset keeps nothing"
    case chainsAndPlainMembersDoNotMix = "LogChaining: a group has chains or plain members, not both"

    package var description: String {
        rawValue
    }
}

/// What came of checking one clause.
package enum ClauseOutcome: Sendable, Equatable {
    /// The engine keeps it.
    case kept
    /// The harness cannot show it (no restart, no access to stored bytes, no removal on demand, no chains).
    case notApplicable(String)
}

/// A clause that an engine breaks.
package struct ClauseBroken: Error, Sendable, CustomStringConvertible {
    package let clause: EventLogClause
    /// Seed of the random parts: the same seed fails the same way.
    package let seed: UInt64
    /// What was expected and what was found.
    package let message: String

    package var description: String {
        "\(clause) (seed \(seed)): \(message)"
    }
}
