/// The part of a durable log that appends outside any group: the bridge, control records, stored models.
package protocol LogWriting: AnyObject, Sendable {
    /// Opens a producer; `id` is stable across restarts, and a second producer of the same id fences the first on Kafka.
    func makeProducer(id: String) throws(LogError) -> any LogProducer
}
