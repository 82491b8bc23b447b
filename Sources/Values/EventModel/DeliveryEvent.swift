package import JSONText

/// What an effect did with one record for one destination (`eyrie.deliveries.v1`).
///
/// The events of one delivery, in order, are its whole state: pending notices, each attempt, and the result. A
/// destination has a name, never an address: addresses of webhooks are secrets.
package struct DeliveryEvent: Payload {
    /// What happened.
    package enum Kind: String, Sendable, CaseIterable {
        /// The effect begins with this partition: records below the offset cause no notices.
        case begun
        /// A notice for the destination is due.
        case queued
        /// An attempt failed; another follows.
        case failed
        /// The destination accepted it.
        case delivered
        /// The notice is not sent, for the reason in the error text.
        case suppressed
        /// The last attempt failed; the record became a dead letter.
        case givenUp = "given-up"
        /// The destination wants nothing more.
        case disabled
        /// The record cannot be read; it became a dead letter.
        case rejected
        /// A kind of a later version.
        case unknown

        /// Whether nothing is owed of the delivery after it.
        package var isEnd: Bool {
            switch self {
            case .delivered, .suppressed, .givenUp: true
            case .begun, .queued, .failed, .disabled, .rejected, .unknown: false
            }
        }
    }

    /// What happened.
    package var kind: Kind
    /// The effect, such as `webhook`.
    package var effect: String
    /// The destination's name in the settings; empty for what is said of the effect as a whole.
    package var destination: String
    /// The idempotency key, the same for each attempt; empty where no single delivery is meant.
    package var key: String
    /// What it is about: an incident's id; empty where no single delivery is meant.
    package var subject: String
    /// The reported change of the subject; rises with each change.
    package var version: Int64
    /// The type of event, such as `incident.opened`; empty if it is not about a single delivery.
    package var type: String
    /// When it happened, by the effect's clock.
    package var time: Timestamp
    /// The topic of the reported record.
    package var topic: String
    /// The partition of that record.
    package var partition: Int32
    /// The offset of that record.
    package var offset: Int64
    /// For records below this offset of the partition no notice to the destination is pending.
    package var settledBelow: Int64
    /// The number of the attempt, from 1; 0 before the first.
    package var attempt: Int
    /// The status that came back; nil when none came.
    package var status: Int?
    /// Why it failed or is not told; never an address or a secret.
    package var error: String?
    /// When the next attempt is due.
    package var nextAttempt: Timestamp?
    /// What the next message about the subject compares with, in the effect's own words.
    package var told: String?

    package init(
        kind: Kind,
        effect: String,
        destination: String,
        key: String,
        subject: String,
        version: Int64,
        type: String,
        time: Timestamp,
        topic: String,
        partition: Int32,
        offset: Int64,
        settledBelow: Int64,
        attempt: Int = 0,
        status: Int? = nil,
        error: String? = nil,
        nextAttempt: Timestamp? = nil,
        told: String? = nil
    ) {
        self.kind = kind
        self.effect = effect
        self.destination = destination
        self.key = key
        self.subject = subject
        self.version = version
        self.type = type
        self.time = time
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.settledBelow = settledBelow
        self.attempt = attempt
        self.status = status
        self.error = error
        self.nextAttempt = nextAttempt
        self.told = told
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "DeliveryEvent")
        kind = Kind(rawValue: try reader.string("delivery")) ?? .unknown
        effect = try reader.string("effect")
        destination = try reader.string("destination")
        key = try reader.string("key")
        subject = try reader.string("subject")
        version = try reader.int64("version")
        type = try reader.string("type")
        time = try reader.timestamp("time")
        topic = try reader.string("topic")
        guard let number = Int32(exactly: try reader.int64("partition")) else {
            throw reader.bad("partition", "a partition's number")
        }
        partition = number
        offset = try reader.int64("offset")
        settledBelow = try reader.int64("settled_below")
        attempt = try reader.count("attempt")
        status = reader.optional("status") == nil ? nil : try reader.count("status")
        error = try reader.optionalString("error")
        nextAttempt = reader.optional("next_attempt") == nil ? nil : try reader.timestamp("next_attempt")
        told = try reader.optionalString("told")
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("delivery")
        writer.string(kind.rawValue)
        writer.key("effect")
        writer.string(effect)
        writer.key("destination")
        writer.string(destination)
        writer.key("key")
        writer.string(key)
        writer.key("subject")
        writer.string(subject)
        writer.key("version")
        writer.int(version)
        writer.key("type")
        writer.string(type)
        writer.key("time")
        writer.timestamp(time)
        writer.key("topic")
        writer.string(topic)
        writer.key("partition")
        writer.int(Int64(partition))
        writer.key("offset")
        writer.int(offset)
        writer.key("settled_below")
        writer.int(settledBelow)
        writer.key("attempt")
        writer.int(attempt)
        if let status {
            writer.key("status")
            writer.int(status)
        }
        writer.optionalString("error", error)
        if let nextAttempt {
            writer.key("next_attempt")
            writer.timestamp(nextAttempt)
        }
        writer.optionalString("told", told)
        writer.endObject()
    }
}
