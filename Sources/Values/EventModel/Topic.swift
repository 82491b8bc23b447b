/// A topic's name with the type of what it holds.
package struct Topic<Value>: Sendable {
    /// What holds for the topic, whatever it holds.
    package let description: TopicDescription

    init(_ description: TopicDescription) {
        self.description = description
    }

    /// The topic's name, such as `eyrie.alerts.v1`.
    package var name: String { description.name }
}
