/// The part of a durable log that shares partitions among the members of a group: the workers of stages.
package protocol LogJoining: AnyObject, Sendable {
    /// Joins a group.
    ///
    /// - Parameters:
    ///   - group: The consumer group.
    ///   - topics: What to read; their partitions are shared among the members.
    ///   - member: A name that is stable across restarts (worker ordinal); a second member of the same name fences the
    ///     first.
    /// - Returns: The member; its first polls assign partitions.
    /// - Throws: ``LogError``, `unknownTopic` among others.
    func makeWorker(group: String, topics: [String], member: String) throws(LogError) -> any LogWorker
}
