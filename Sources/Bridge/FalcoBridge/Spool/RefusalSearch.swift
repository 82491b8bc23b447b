import LogPort

/// Finds the records that the log refuses for good among many: by halves, until one is refused alone.
///
/// ```
///   free ──refused──▶ searching(half) ──refused──▶ searching(half) ... searching(1) ──refused──▶ passing
///    ▲                   │                                                                          │
///    └── kept, doubled ──┘◀────────────────────── its dead letter is kept ──────────────────────────┘
/// ```
/// A record that is refused alone is passed over: its dead letter goes in its place, a shorter one when that is refused,
/// too. When the shortest one is refused, it is not the record's fault, and everything is tried again later.
struct RefusalSearch: Equatable {
    enum State: Equatable {
        case free
        /// At most so many records a transaction.
        case searching(Int)
        /// The next record was refused alone, for this reason; its dead letter holds so many bytes of it at most.
        case passing(LogError, letterBytes: Int)
    }

    /// The least that a dead letter holds of a record.
    static let leastLetterBytes = 1024
    /// A window that was doubled up to here is none.
    private static let widest = 8192

    private(set) var state = State.free

    /// The most records of the next transaction.
    var window: Int {
        switch state {
        case .free: .max
        case .searching(let window): window
        case .passing: 1
        }
    }

    /// The log kept a transaction.
    mutating func kept() {
        switch state {
        case .free: break
        case .searching(let window): state = window >= Self.widest ? .free : .searching(window * 2)
        case .passing: state = .searching(2)
        }
    }

    /// The log refused a transaction.
    ///
    /// - Parameters:
    ///   - count: Records of the spool in it.
    ///   - error: Why.
    ///   - letterBytes: Bytes of the record in the dead letter that was refused.
    /// - Throws: ``LogError`` with `retry` when the log does not even take a short dead letter.
    mutating func refused(_ count: Int, _ error: LogError, letterBytes: Int) throws(LogError) {
        switch state {
        case .passing(let reason, _):
            guard letterBytes > Self.leastLetterBytes else {
                state = .searching(1)
                throw LogError(
                    .unavailable,
                    action: error.action,
                    message: "the log takes neither a record nor a dead letter about it: \(error.message)",
                    remedy: .retry
                )
            }
            state = .passing(reason, letterBytes: max(Self.leastLetterBytes, letterBytes / 8))
        case .free, .searching:
            state = count > 1 ? .searching(max(1, count / 2)) : .passing(error, letterBytes: .max)
        }
    }
}
