/// Which dead letter is meant: where the rejected record stands, or, for what never was in a topic, the letter itself.
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

    /// Reads `topic/partition/offset`; `eyrie.` and `.v1` of the topic may be left out.
    ///
    /// - Returns: nil when the text has not this form.
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
