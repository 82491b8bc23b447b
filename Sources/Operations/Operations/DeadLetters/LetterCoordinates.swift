/// The name of a dead letter: the position of the rejected record, or, if it never was in a topic, of the letter
/// itself.
///
/// Written `topic/partition/offset`.
package struct LetterCoordinates: Hashable, Sendable, CustomStringConvertible {
    package let topic: String
    package let partition: Int32
    package let offset: Int64

    package init(topic: String, partition: Int32, offset: Int64) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }

    /// Reads `topic/partition/offset`; `eyrie.` and `.v1` of the topic may be omitted.
    ///
    /// - Returns: nil when the text does not have this form.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let partition = Int32(parts[1]), let offset = Int64(parts[2]),
            partition >= 0, offset >= 0
        else { return nil }
        let isShort = !parts[0].hasPrefix("eyrie.")
        self.init(topic: isShort ? "eyrie.\(parts[0]).v1" : String(parts[0]), partition: partition, offset: offset)
    }

    package var description: String {
        "\(topic)/\(partition)/\(offset)"
    }
}
