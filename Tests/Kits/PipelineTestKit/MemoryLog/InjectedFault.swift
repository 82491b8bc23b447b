/// What a memory log does instead of answering the armed call.
package enum InjectedFault: Sendable, Hashable, CaseIterable {
    /// Throws `unavailable` with the remedy `retry`; nothing happened.
    case retry
    /// Throws `unavailable` with the remedy `rewind`; nothing happened.
    case rewindBeforeEffect
    /// Throws `unavailable` with the remedy `rewind` although the call took effect: its outcome is unknown.
    case rewindAfterEffect
    /// Throws `noRoom` with the remedy `stop`; nothing happened.
    case stop
    /// The process dies before the call took effect: from here on every handle throws `closed`.
    case crashBeforeEffect
    /// The process dies after the call took effect, before anybody heard of it.
    case crashAfterEffect

    /// True for the faults that end the run; ``MemoryLog/reopened()`` begins the next.
    package var isCrash: Bool {
        self == .crashBeforeEffect || self == .crashAfterEffect
    }

    var strikesBeforeEffect: Bool {
        switch self {
        case .retry, .rewindBeforeEffect, .stop, .crashBeforeEffect: true
        case .rewindAfterEffect, .crashAfterEffect: false
        }
    }
}

/// A fault that was injected: where it struck.
package struct StruckFault: Sendable, Equatable {
    package let fault: InjectedFault
    /// Number of the call since the log was made, from 1.
    package let call: Int
    /// Name of the call, as "LogWorker.commit".
    package let name: String
}
