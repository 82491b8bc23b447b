/// A topic's name with the type of what it holds.
package struct Topic<Value>: Sendable {
    /// The description of the topic, independent of its payload.
    package let description: TopicDescription

    init(_ description: TopicDescription) {
        self.description = description
    }

    /// The topic's name, such as `eyrie.alerts.v1`.
    package var name: String { description.name }
}
