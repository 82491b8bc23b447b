package import LogPort
import Synchronization

extension SQLiteLog {
    /// Removes the batches of a partition that lie wholly before an offset, as Kafka's DeleteRecords does.
    ///
    /// - Parameters:
    ///   - offset: The first offset that stays; may be the end of the partition.
    ///   - partition: Of a topic that is not compacted.
    /// - Throws: ``LogError``; what was not removed stays readable.
    package func removeRecords(before offset: Int64, in partition: TopicPartition) throws(LogError) {
        try core.check("removing records of \(partition)")
        let number = try core.number(of: partition, "removing records of \(partition)")
        while try core.run({ writer throws(LogError) in try writer.removeBatches(of: number, before: offset) }) {}
    }

    /// Bytes of a partition's batches as they are stored, without what the database needs around them.
    ///
    /// - Throws: ``LogError``, `unknownTopic` among others.
    package func storedBytes(in partition: TopicPartition) throws(LogError) -> Int {
        let number = try core.number(of: partition, "measuring \(partition)")
        return core.state.withLock { $0.partitions[number].storedBytes }
    }
}
