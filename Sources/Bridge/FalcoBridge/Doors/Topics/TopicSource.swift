package import LogPort

/// A cluster whose topics a door reads: a log without a prefix, and what the port of logs does not offer.
///
/// Used by the door's thread; calls may block for as long as the cluster is waited for.
package protocol TopicSource: Sendable {
    /// The cluster as a log of the door's own, which the door closes.
    var log: any LogReading & LogClosing { get }

    /// Where it is, as envelopes name the sender: `kafka:HOST:PORT`.
    var address: String { get }

    /// Returns the cluster's own name, under which places are kept: the same whatever broker is asked, by any address.
    ///
    /// - Throws: ``LogError`` when the cluster does not say it now.
    func identity() throws(LogError) -> String

    /// Asks the cluster how many partitions a topic has now.
    ///
    /// - Throws: ``LogError``, `unknownTopic` for a topic that is not there or not shown.
    func partitionCount(of topic: String) throws(LogError) -> Int32

    /// Asks how far partitions reach, without waiting for open transactions.
    ///
    /// - Throws: ``LogError`` when the cluster does not say it now.
    func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds]
}

extension TopicDoor {
    /// Reads what the log has kept of doors, by name.
    package typealias PlaceLookup = @Sendable () throws(LogError) -> [String: DoorCounters]
}
