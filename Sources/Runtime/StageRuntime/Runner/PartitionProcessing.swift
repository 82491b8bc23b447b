package import LogPort
package import StageKit

/// A processor of one partition of any stage: the part of ``PartitionProcessor`` that runner, replay and benches need.
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

    /// The regime as JSON, as a changelog keeps it.
    var regimeText: [UInt8] { get }

    /// Begins a state that is rebuilt under a regime other than the initial one.
    ///
    /// - Throws: ``StageFault`` when it does not decode, or a content that it needs is missing.
    func begin(underRegime text: [UInt8]) throws(StageFault)

    /// Hands out outputs and dead letters alone: what a rebuild writes beside the state that it is for.
    func takeOutputs() -> [LogTransaction.Append]

    /// Notes the keys of another processor that this one has no state for, so that the changelog gets their tombstones.
    func forgetOthers(of other: any PartitionProcessing)

    /// The keys with state.
    var keys: [Key] { get }

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

    /// Hands out everything since the last call as one transaction and starts again.
    ///
    /// - Returns: Outputs, dead letters, state changes and the offset to continue with, of this stage alone.
    func takeTransaction() -> LogTransaction

    /// Hands out the counts since the last call.
    func takeCounts() -> ProcessorCounts
}
