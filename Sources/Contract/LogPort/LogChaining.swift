/// The part of a durable log that runs consecutive groups as one: engines with one owning process have it.
///
/// A chain is one member in all of its groups: a record that it reads goes through all of its stages as a value, and one
/// commit holds the outputs and the offsets of all of them.
package protocol LogChaining: AnyObject, Sendable {
    /// Joins consecutive groups as one member.
    ///
    /// While a group has a member that is a chain, only chains with the same links may join it; others are refused.
    ///
    /// - Parameters:
    ///   - links: The groups in the order of the data, at least one; each reads what the one before it writes, and their
    ///     topics have equal partition counts.
    ///   - member: A name that is stable across restarts; a second member of the same name fences the first.
    /// - Returns: The member. Contract, beside that of ``LogWorker``:
    ///   1. It owns the same partition numbers of every link's topic.
    ///   2. `poll` hands out records of a link only when the later links have nothing left that is committed and not read:
    ///      what an earlier run left between two stages comes first, the last link before the others.
    ///   3. `commit` takes the offsets of every link; each belongs to the group whose topic it names. After it the
    ///      later links continue after the committed offsets, so that what went through as a value is not handed out
    ///      again.
    ///   4. An append with an ``LogTransaction/Append/expectedBase`` that is not met keeps nothing and throws an error with
    ///      the remedy `rewind`.
    /// - Throws: ``LogError``: `unknownTopic`, or `unusable` for links of unequal partition counts or a group with other
    ///   members.
    func makeChain(_ links: [ChainLink], member: String) throws(LogError) -> any LogWorker
}

/// One group of a chain and the topic that it reads.
package struct ChainLink: Sendable, Equatable {
    package let group: String
    package let topic: String

    package init(group: String, topic: String) {
        self.group = group
        self.topic = topic
    }
}
