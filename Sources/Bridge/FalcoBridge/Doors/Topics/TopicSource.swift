package import LogPort

/// A cluster whose topics a door reads: a log without a prefix, and calls that the port of logs lacks.
///
/// Used by the door's thread; calls may block until the cluster answers.
package protocol TopicSource: Sendable {
    /// The cluster as a log of the door's own, which the door closes.
    var log: any LogReading & LogClosing { get }

    /// The sender in envelopes: `kafka:HOST:PORT`.
    var address: String { get }

    /// Returns the cluster's own id, under which places are stored: the same for every broker and address.
    ///
    /// - Throws: ``LogError`` when the cluster does not answer.
    func identity() throws(LogError) -> String

    /// Asks the cluster how many partitions a topic has now.
    ///
    /// - Throws: ``LogError``, `unknownTopic` for a topic that is not there or not shown.
    func partitionCount(of topic: String) throws(LogError) -> Int32

    /// Asks for the ends of partitions, without waiting for open transactions.
    ///
    /// - Throws: ``LogError`` when the cluster does not answer.
    func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds]

    /// Opens a reader for a look at the records from an offset on, which fetches little ahead.
    ///
    /// - Throws: ``LogError``, `outOfRange` for an offset that is not there, here or by the reader.
    func makeGlance(at offset: Int64, in partition: TopicPartition) throws(LogError) -> any LogReader

    /// Asks for the first offset whose record is as old as a time or younger, without waiting for open transactions.
    ///
    /// - Returns: nil when all are older.
    /// - Throws: ``LogError`` when the cluster does not say it now.
    func firstOffset(at milliseconds: Int64, in partition: TopicPartition) throws(LogError) -> Int64?

    /// Asks whether records of a topic vanish while it keeps older ones; so it seems when the cluster does not tell.
    ///
    /// - Throws: ``LogError`` when the cluster does not answer.
    func isCompacted(_ topic: String) throws(LogError) -> Bool
}

extension TopicDoor {
    /// Reads the doors' state in the log, by name.
    package typealias PlaceLookup = @Sendable () throws(LogError) -> [String: DoorCounters]
}
