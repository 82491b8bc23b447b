/// The part of a durable log that appends outside any group: the bridge, control records, stored models.
package protocol LogWriting: AnyObject, Sendable {
    /// Opens a producer; `id` is stable across restarts, and a second producer of the same id fences the first on Kafka.
    func makeProducer(id: String) throws(LogError) -> any LogProducer

    /// Returns the largest record that a topic takes: bytes of key, headers and value; nil without a limit.
    ///
    /// It is what the log says now, before compression: a larger one may fit nevertheless, and limits change.
    ///
    /// - Throws: ``LogError`` when the log does not say it now.
    func recordLimit(of topic: String) throws(LogError) -> Int?
}
