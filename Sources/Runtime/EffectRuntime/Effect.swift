package import EventModel

/// Reports records of one topic to the outside: a pure function; its ``NoticeSender`` does the sending.
///
/// An effect reads its topic as a consumer group of its own, `eyrie.<name>`. Delivery: at least once, in order for one
/// subject, each time with the same key; a message is sent twice only when the answer to the first was lost.
/// `eyrie.deliveries.v1` contains attempts and pending notices; see ``EffectRunner`` for how positions work.
package protocol Effect: Sendable {
    /// The payload of the topic.
    associatedtype Input: Payload

    /// Short name, as in `eyrie worker NAME`, dead letters and metrics.
    var name: String { get }
    /// Its topic.
    var topic: String { get }

    /// Returns the subject of a record, such as an incident's id; nil when it causes no notice.
    ///
    /// Messages about one subject keep their order at each destination.
    func subject(of record: Input) -> String?

    /// Returns the notice for one destination about a record; nil for none.
    ///
    /// The result is a function of the arguments alone, so that a repeated message has the same bytes.
    ///
    /// - Parameters:
    ///   - record: The decoded record.
    ///   - source: Its coordinates.
    ///   - destination: The destination's name.
    ///   - told: ``Notice/told`` of the last notice about the subject to this destination; nil when there was none, or
    ///     when it is forgotten.
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

/// A notice about one record for one destination.
package struct Notice: Sendable, Equatable {
    /// Its subject; notices of one subject keep their order.
    package let subject: String
    /// Which change of the subject; rises with each change, never negative.
    package let version: Int64
    /// The type of event, such as `incident.opened`.
    package let type: String
    /// The body to send.
    package let body: [UInt8]
    /// What the next notice about the subject compares with; at most 256 bytes.
    package let told: String

    package init(subject: String, version: Int64, type: String, body: [UInt8], told: String) {
        precondition(told.utf8.count <= 256, "the remembered text of a notice is short")
        self.subject = subject
        self.version = version
        self.type = type
        self.body = body
        self.told = told
    }
}

/// Sends notices to one destination; made on the thread that uses it, and used by that one alone.
package protocol NoticeSender: AnyObject {
    /// Sends one notice and waits for the answer, with its own time-out.
    ///
    /// - Parameters:
    ///   - body: What to send.
    ///   - key: The idempotency key, the same each time the notice is sent.
    /// - Returns: The answer, or why there is none.
    func send(_ body: [UInt8], key: String) -> DeliveryAnswer
}

/// The result of one attempt; messages never contain an address or a secret.
package enum DeliveryAnswer: Sendable, Equatable {
    /// The destination accepted it.
    case accepted(status: Int?)
    /// It may accept it later; `afterSeconds` is the requested pause, not negative.
    case retryLater(status: Int?, afterSeconds: Int?, message: String)
    /// It will never accept this notice.
    case refused(status: Int?, message: String)
    /// It will never accept any notice again.
    case gone(status: Int?, message: String)
}
