import CKafka
package import LogPort

/// Requests to a cluster whose topics other programs write.
extension KafkaLog {
    /// Returns the id that the cluster got when it was made; it stays the same when server names change.
    ///
    /// - Throws: ``LogError`` when the cluster does not answer.
    package func clusterID() throws(LogError) -> String {
        let action = "asking \(settings.bootstrapServers) for its id"
        try core.check(action)
        // Reports in time why there is no answer, which the next request does not.
        _ = try core.cluster.metadata()
        guard let id = rd_kafka_clusterid(core.cluster.client.handle, Int32(settings.requestTimeoutMilliseconds)) else {
            throw LogError(.unavailable, action: action, message: "the cluster has no id", remedy: .retry)
        }
        defer { rd_kafka_mem_free(core.cluster.client.handle, id) }
        return String(cString: id)
    }

    /// Asks again for the partition count of a topic, for topics that may grow.
    ///
    /// - Returns: nil for a topic that is not there, or that this user may not see.
    /// - Throws: ``LogError`` when the cluster does not answer.
    package func currentPartitionCount(of topic: String) throws(LogError) -> Int32? {
        try core.check("looking up topic \(topic)")
        return try core.cluster.refresh()[settings.prefix + topic]
    }

    /// Opens a reader for a look at the records from an offset on: it fetches one batch, and asks for nothing else before.
    ///
    /// - Throws: ``LogError``, `outOfRange` by the reader for an offset that is not there.
    package func makeGlance(at offset: Int64, in partition: TopicPartition) throws(LogError) -> any LogReader {
        try core.check("looking at \(partition)")
        return try KafkaLogReader(core, glances, partition, from: offset, to: nil)
    }

    /// Asks for the first offset whose timestamp is at or after a time; open transactions are not waited for.
    ///
    /// - Returns: nil when there is none.
    /// - Throws: ``LogError`` when the leader does not answer.
    package func firstOffset(at milliseconds: Int64, in partition: TopicPartition) throws(LogError) -> Int64? {
        try core.check("looking up a time in \(partition)")
        return try core.cluster.offset(at: milliseconds, in: ClusterPartition(partition, prefix: settings.prefix))
    }

    /// Asks whether a topic is compacted; it counts as such when this user may not see its configuration.
    ///
    /// - Throws: ``LogError`` when the cluster does not answer.
    package func seemsCompacted(_ topic: String) throws(LogError) -> Bool {
        do throws(LogError) {
            return try isCompacted(topic)
        } catch {
            guard error.remedy == .stop, error.code != .closed else { throw error }
            return true
        }
    }
}
