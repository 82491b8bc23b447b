package import LogPort

/// A processor of one partition whatever its stage: what replay and benches need of ``PartitionProcessor``.
package protocol PartitionProcessing: AnyObject {
    /// Applies every record of a batch.
    ///
    /// - Throws: ``StageFault`` when going on would decide differently; the processor must not be used afterwards.
    func process(_ batch: RecordBatch) throws(StageFault)

    /// Hands out everything since the last call as one transaction and begins anew.
    func takeTransaction() -> LogTransaction
}
