/// One property of a topic as the cluster has it.
struct TopicConfigurationEntry: Equatable {
    let value: String
    /// Set on the topic itself; otherwise it is the brokers' default.
    let isOwn: Bool
}
