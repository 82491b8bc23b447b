package import EventModel

/// A pending notice of a destination.
package struct OwedNotice: Sendable, Equatable {
    package let notice: Notice
    package let source: NoticeSource
    /// The idempotency key: subject, version and destination, which are the notice's identity; no dots.
    package let key: String
    /// Attempts so far.
    package var attempts = 0
    /// When the first attempt was answered.
    package var firstAttempt: Timestamp?
    /// When it may be sent.
    package var due: Timestamp

    init(notice: Notice, source: NoticeSource, destination: String, due: Timestamp) {
        self.notice = notice
        self.source = source
        key = "\(notice.subject)_\(notice.version)_\(destination)"
        self.due = due
    }

    /// Approximate bytes in a queue.
    var byteCount: Int {
        notice.body.count + source.value.count + source.key.count + 256
    }

    func isAt(_ partition: Int32, _ offset: Int64) -> Bool {
        source.partition == partition && source.offset == offset
    }
}

/// A decision of the machine to write to the log.
package enum DeliveryRecord: Sendable, Equatable {
    /// An event of `eyrie.deliveries.v1`.
    case event(DeliveryEvent)
    /// A source record that becomes a dead letter, with a stable code and a message without addresses.
    case deadLetter(NoticeSource, code: String, message: String)

    /// The partition of the record that it is about.
    var partition: Int32 {
        switch self {
        case .event(let event): event.partition
        case .deadLetter(let source, _, _): source.partition
        }
    }
}

/// Codes of an effect's dead letters.
package enum DeliveryFault: String, Sendable, CaseIterable {
    /// The destination refused the notice for good.
    case refused = "delivery-refused"
    /// The last attempt failed.
    case exhausted = "delivery-exhausted"
    /// The record is not what the topic's schema asks for.
    case malformed = "malformed"
}
