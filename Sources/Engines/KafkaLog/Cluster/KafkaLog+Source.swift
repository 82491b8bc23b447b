import CKafka
package import LogPort

/// What is asked of a cluster whose topics others fill.
extension KafkaLog {
    /// Returns the id that the cluster got when it was made; it stays the same whatever its servers are called.
    ///
    /// - Throws: ``LogError`` when the cluster does not answer.
    package func clusterID() throws(LogError) -> String {
        let action = "asking \(settings.bootstrapServers) for its id"
        try core.check(action)
        // Says in time why nobody answers, which the next question does not.
        _ = try core.cluster.metadata()
        guard let id = rd_kafka_clusterid(core.cluster.client.handle, Int32(settings.requestTimeoutMilliseconds)) else {
            throw LogError(.unavailable, action: action, message: "the cluster names no id", remedy: .retry)
        }
        defer { rd_kafka_mem_free(core.cluster.client.handle, id) }
        return String(cString: id)
    }

    /// Asks anew how many partitions a topic has, for topics that may get more.
    ///
    /// - Returns: nil for a topic that is not there, or that this user may not see.
    /// - Throws: ``LogError`` when the cluster does not answer.
    package func currentPartitionCount(of topic: String) throws(LogError) -> Int32? {
        try core.check("looking up topic \(topic)")
        return try core.cluster.refresh()[settings.prefix + topic]
    }
}
