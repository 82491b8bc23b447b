/// One planted breach of the log's contract, to prove that ``verifyEventLog(_:against:seed:)`` notices it.
package enum MemoryLogFlaw: String, Sendable, CaseIterable {
    case acceptsOffsetsFromProducers
    case assignsTopicsDifferently
    case changesPartitionCounts
    case commitsOffsetsWithoutOutputs
    case compactsAwayTheLastValue
    case doublesARecord
    case forgetsOffsetsAtRestart
    case forgetsRecordsAtRestart
    case handsOutRecordsTwice
    case hidesRetentionGaps
    case ignoresCommittedOffsets
    case ignoresRewind
    case ignoresTheEndOfARange
    case keepsPartOfARefusedTransaction
    case leavesZombiesUnfenced
    case letsUnownedOffsetsThrough
    case looksUpTimesWrongly
    case losesARecordAfterCommit
    case losesHeaders
    case neverHandsOverPartitions
    case removesYoungRecords
    case reordersRecords
    case returnsWrongBaseOffsets
    case reusesOffsets
    case servesClosedHandles
    case servesDamagedBytes
    case sharesPartitionsBetweenMembers
    case showsHalfATransaction
    case turnsTombstonesIntoEmptyValues
    case writesToUnknownTopics
}
