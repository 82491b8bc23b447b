package import LogPort

/// A processor of one partition whatever its stage: what runner, replay and benches need of ``PartitionProcessor``.
package protocol PartitionProcessing: AnyObject {
    /// The stage's name and topics.
    var wiring: StageWiring { get }
    /// The number of the partition.
    var partition: Int32 { get }
    /// Input records processed since the last ``takeTransaction()``.
    var pendingRecords: Int { get }
    /// Output and dead-letter bytes that wait to be committed.
    var pendingBytes: Int { get }
    /// Number of keys with state.
    var keyCount: Int { get }

    /// Takes a batch of the changelog; the last record of a key wins.
    ///
    /// - Throws: ``StageFault`` with `damagedState` when a record has not the form that a processor writes.
    func restore(_ batch: RecordBatch) throws(StageFault)

    /// Ends the restore: orders the keys, reads the partition's record, fetches the contents its regime needs.
    ///
    /// - Throws: ``StageFault`` when the partition's record or a content cannot be used.
    func finishRestore() throws(StageFault)

    /// Makes this processor the one before `next` in a chain: each output goes there as a value at once.
    ///
    /// - Parameters:
    ///   - next: The processor of the same partition whose stage reads what this one writes; a precondition fails for
    ///     another.
    ///   - offset: The offset that the next output will have in its topic, which nobody else may write.
    func connect(to next: any PartitionProcessing, outputsBeginAt offset: Int64)

    /// Applies every record of a batch.
    ///
    /// - Throws: ``StageFault`` when going on would decide differently; the processor must not be used afterwards.
    func process(_ batch: RecordBatch) throws(StageFault)

    /// Applies one record that another stage has just written.
    func process(_ record: RecordView) throws(StageFault)

    /// The first state that did not decode, here or further down the chain.
    var damage: StageFault? { get }

    /// Hands out everything since the last call as one transaction and begins anew.
    ///
    /// - Returns: Outputs, dead letters, state changes and the offset to go on with, of this stage alone.
    func takeTransaction() -> LogTransaction

    /// Hands out the counts since the last call.
    func takeCounts() -> ProcessorCounts
}
