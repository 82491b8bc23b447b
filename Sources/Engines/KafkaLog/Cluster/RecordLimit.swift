import LogPort
import Telemetry

/// The largest record that a topic takes.
extension ClusterView {
    /// Bytes of a batch and a record around key, headers and value, at most.
    ///
    /// Source: Kafka's message format 2: 61 bytes of a batch, and lengths and deltas of a record as varints; 128 leave
    /// room for a header's own lengths.
    static let recordOverhead = 128

    /// Reads the limits of a topic (`max.message.bytes`) and of producers (`message.max.bytes`).
    ///
    /// - Parameter topic: Its name in the cluster.
    /// - Returns: The smaller of both; that of producers alone when this user may not see the topic's configuration.
    /// - Throws: ``LogError`` when the cluster does not answer.
    func recordLimit(of topic: String) throws(LogError) -> Int {
        var limit = ClientProperties.largestMessageBytes(client.settings)
        do throws(LogError) {
            let entries = try TopicAdmin(client: client).configurations(of: [topic])[topic]
            limit = min(limit, entries?["max.message.bytes"].flatMap { Int($0.value) } ?? limit)
        } catch {
            guard error.remedy == .stop, error.code != .closed else { throw error }
            client.settings.logger.debug(
                "the largest record of a topic is not known",
                ["kafka.topic": .string(topic), "error": .error(error)]
            )
        }
        return max(0, limit - Self.recordOverhead)
    }
}
