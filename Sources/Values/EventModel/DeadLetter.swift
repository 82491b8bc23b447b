package import JSONText

/// A record that could not be processed, with its exact bytes and where it came from (`eyrie.deadletters.v1`).
package struct DeadLetter: Payload {
    /// The stage or door that refused it, such as `features` or `bridge`.
    package let stage: String
    /// Why, as a stable code.
    package let code: String
    /// Why, for a person.
    package let message: String
    /// The topic it came from; a door's name for what never was in a topic, `kafka:HOST:PORT/TOPIC` for one elsewhere.
    package let topic: String
    /// The partition it came from; -1 for what never was in a topic.
    package let partition: Int32
    /// The offset it came from; -1 for what never was in a topic.
    package let offset: Int64
    /// The record's timestamp in milliseconds since 1970.
    package let timestampMilliseconds: Int64
    /// The record's key; nil when it had none.
    package let key: [UInt8]?
    /// The record's value, exactly.
    package let value: [UInt8]

    /// Whether it is a rejected record of this log, not input that a door refused.
    package var isOfTheLog: Bool {
        offset >= 0 && topic.hasPrefix("eyrie.")
    }

    package init(
        stage: String,
        code: String,
        message: String,
        topic: String,
        partition: Int32,
        offset: Int64,
        timestampMilliseconds: Int64,
        key: [UInt8]?,
        value: [UInt8]
    ) {
        self.stage = stage
        self.code = code
        self.message = message
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.timestampMilliseconds = timestampMilliseconds
        self.key = key
        self.value = value
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "DeadLetter")
        guard try reader.int64("dead_letter") == 1 else { throw reader.bad("dead_letter", "version 1") }
        stage = try reader.string("stage")
        code = try reader.string("code")
        message = try reader.string("message")
        topic = try reader.string("topic")
        guard let number = Int32(exactly: try reader.int64("partition")) else {
            throw reader.bad("partition", "a partition's number")
        }
        partition = number
        offset = try reader.int64("offset")
        timestampMilliseconds = try reader.int64("timestamp_ms")
        if let member = reader.optional("key") {
            guard let bytes = member.stringBytes else { throw reader.bad("key", "a string") }
            key = [UInt8](bytes)
        } else if reader.optional("key_base64") != nil {
            key = try Self.base64("key_base64", reader)
        } else {
            key = nil
        }
        value = try Self.base64("value_base64", reader)
        guard try reader.count("value_size") == value.count else {
            throw reader.bad("value_size", "the size of the value")
        }
    }

    private static func base64(_ name: StaticString, _ reader: MemberReader) throws(PayloadFault) -> [UInt8] {
        guard let bytes = Base64.decode(try reader.bytes(name)) else { throw reader.bad(name, "base64") }
        return bytes
    }

    /// Writes the letter; the key as a string when it is UTF-8, else in base64 as `key_base64`.
    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("dead_letter", 1)
        writer.member("stage", stage)
        writer.member("code", code)
        writer.member("message", message)
        writer.member("topic", topic)
        writer.member("partition", partition)
        writer.member("offset", offset)
        writer.member("timestamp_ms", timestampMilliseconds)
        if let key {
            if let text = String(validating: key, as: UTF8.self) {
                writer.member("key", text)
            } else {
                key.withUnsafeBytes { writer.member("key_base64", base64: $0) }
            }
        }
        value.withUnsafeBytes { writer.member("value_base64", base64: $0) }
        writer.member("value_size", value.count)
        writer.endObject()
    }
}
