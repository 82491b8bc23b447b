/// One property of a topic, such as `retention.ms`, with its value.
package struct TopicSetting: Sendable, Equatable {
    /// Kafka's name of the property.
    package let name: String
    /// The value as Kafka takes it.
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
