package import EventModel

/// What tells the world of records of one topic: pure; the sending is its ``NoticeSender``'s.
///
/// An effect reads its topic as a consumer group of its own, `eyrie.<name>`. Delivery: at least once, in order for one
/// subject, each time with the same key; a message is sent twice only when the answer to the first was lost. What was
/// tried and what is owed stands in `eyrie.deliveries.v1`; see ``EffectRunner`` for how positions work.
package protocol Effect: Sendable {
    /// What the topic holds.
    associatedtype Input: Payload

    /// Short name, as in `eyrie worker NAME`, dead letters and metrics.
    var name: String { get }
    /// What it reads.
    var topic: String { get }

    /// Returns what a record is about, such as an incident's id; nil when nobody is told of it.
    ///
    /// Messages about one subject keep their order at each destination.
    func subject(of record: Input) -> String?

    /// Returns what one destination is to be told of a record; nil when nothing.
    ///
    /// The result is a function of the arguments alone, so that a repeated message has the same bytes.
    ///
    /// - Parameters:
    ///   - record: The decoded record.
    ///   - source: Where it stands.
    ///   - destination: The destination's name.
    ///   - told: What the last notice about the subject to this destination said of itself (``Notice/told``); nil when
    ///     there was none, or when it is forgotten.
    /// - Returns: The notice, or nil.
    func notice(of record: Input, at source: NoticeSource, to destination: String, after told: String?) -> Notice?
}

/// The record that a notice is about, with its bytes, for a dead letter.
package struct NoticeSource: Sendable, Equatable {
    package let partition: Int32
    package let offset: Int64
    /// The record's timestamp, in milliseconds since 1970.
    package let timestampMilliseconds: Int64
    package let key: [UInt8]
    package let value: [UInt8]

    package init(partition: Int32, offset: Int64, timestampMilliseconds: Int64, key: [UInt8], value: [UInt8]) {
        self.partition = partition
        self.offset = offset
        self.timestampMilliseconds = timestampMilliseconds
        self.key = key
        self.value = value
    }
}

/// What one destination is told of one record.
package struct Notice: Sendable, Equatable {
    /// What it is about; notices of one subject keep their order.
    package let subject: String
    /// Which change of the subject; rises with each change, never negative.
    package let version: Int64
    /// What is told, such as `incident.opened`.
    package let type: String
    /// What is sent.
    package let body: [UInt8]
    /// What the next notice about the subject compares with; at most 256 bytes.
    package let told: String

    package init(subject: String, version: Int64, type: String, body: [UInt8], told: String) {
        precondition(told.utf8.count <= 256, "what is remembered of a notice is short")
        self.subject = subject
        self.version = version
        self.type = type
        self.body = body
        self.told = told
    }
}

/// Sends notices to one destination; made on the thread that uses it, and used by that one alone.
package protocol NoticeSender: AnyObject {
    /// Sends one notice and waits for the answer, within a time of its own.
    ///
    /// - Parameters:
    ///   - body: What to send.
    ///   - key: The idempotency key, the same each time the notice is sent.
    /// - Returns: What came back, or why nothing did.
    func send(_ body: [UInt8], key: String) -> DeliveryAnswer
}

/// What came back for one attempt; messages never name an address or a secret.
package enum DeliveryAnswer: Sendable, Equatable {
    /// The destination took it.
    case accepted(status: Int?)
    /// It may take it later; `afterSeconds` is what it asked for, not negative.
    case retryLater(status: Int?, afterSeconds: Int?, message: String)
    /// It will never take this notice.
    case refused(status: Int?, message: String)
    /// It will never take any notice again.
    case gone(status: Int?, message: String)
}
