/// One thing to do so that a topic agrees with the folder; nothing here removes anything.
package enum TopicChange: Sendable, Equatable {
    /// Make the topic.
    case create(partitions: Int, replication: Int, settings: [TopicSetting])
    /// Give it more partitions.
    case grow(from: Int, to: Int)
    /// Set one property; `from` is the value in force.
    case set(name: String, from: String?, to: String)
}
