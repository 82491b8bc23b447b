import LogPort

/// Everything that a memory log holds; guarded by the one mutex of ``MemoryCore``.
struct MemoryLogState: Sendable {
    // What lasts across restarts.
    var topics: [String: TopicSettings] = [:]
    var partitions: [TopicPartition: MemoryPartition] = [:]
    var groups: [String: MemoryGroup] = [:]

    // What ends with the process.
    /// Handles of an earlier session are closed.
    var session = 0
    var isOpen = true
    var lastID = 0
    /// Newest producer of each id.
    var producers: [String: Int] = [:]

    // What the test asked for and found out.
    let flaw: MemoryLogFlaw?
    var handOut: HandOut
    var generator: SeededGenerator
    var callCount = 0
    /// A fault that waits for the call of this number, or for the next one of this name.
    var armed: (fault: InjectedFault, call: Int?, name: String?)?
    var struck: [StruckFault] = []
    var violations: [String] = []
    var hasCrashed = false
    /// Rises when a poll changes what another member's poll would find.
    var revision = 0

    init(handOut: HandOut, flaw: MemoryLogFlaw?) {
        self.handOut = handOut
        self.flaw = flaw
        if case .random(let seed, _) = handOut {
            generator = SeededGenerator(seed: seed)
        } else {
            generator = SeededGenerator(seed: 0)
        }
    }

    mutating func nextID() -> Int {
        lastID += 1
        return lastID
    }

    func checkSession(_ session: Int, _ action: String) throws(LogError) {
        guard isOpen, session == self.session else {
            if flaw == .servesClosedHandles, !hasCrashed {
                return
            }
            throw LogError(.closed, action: action, message: "the log was closed", remedy: .stop)
        }
    }

    /// Counts a call, and strikes when it is the armed one and the fault comes before the effect.
    ///
    /// - Returns: The fault to strike after the effect, if one does.
    mutating func begin(_ action: String, session: Int) throws(LogError) -> InjectedFault? {
        try checkSession(session, action)
        callCount += 1
        guard let (fault, call, name) = armed, callCount == call || name == action else { return nil }
        armed = nil
        struck.append(StruckFault(fault: fault, call: callCount, name: action))
        guard fault.strikesBeforeEffect else { return fault }
        throw strike(fault, action)
    }

    /// Makes the error of a fault; a crash ends the session.
    mutating func strike(_ fault: InjectedFault, _ action: String) -> LogError {
        if fault.isCrash {
            isOpen = false
            hasCrashed = true
        }
        return switch fault {
        case .retry:
            LogError(.unavailable, action: action, message: "injected fault, nothing was kept", remedy: .retry)
        case .rewindBeforeEffect, .rewindAfterEffect:
            LogError(.unavailable, action: action, message: "injected fault, outcome unknown", remedy: .rewind)
        case .stop:
            LogError(.noRoom, action: action, message: "injected fault, the log is full", remedy: .stop)
        case .crashBeforeEffect, .crashAfterEffect:
            LogError(.closed, action: action, message: "injected crash of the process", remedy: .stop)
        }
    }

    /// Records wrong use of the port and makes the error that refuses it.
    mutating func refuse(
        _ violation: String,
        _ action: String,
        code: LogError.Code = .unusable
    ) -> LogError {
        violations.append("\(action): \(violation)")
        return LogError(code, action: action, message: violation, remedy: code == .fenced ? .rewind : .stop)
    }

    func unknown(_ name: String, _ action: String) -> LogError {
        LogError(.unknownTopic, action: action, message: "the log has no \(name)", remedy: .stop)
    }

    /// Ends the process that held the log: members and producers are gone, what was committed stays.
    mutating func restart() {
        session += 1
        isOpen = true
        hasCrashed = false
        producers = [:]
        for name in groups.keys {
            groups[name]?.endSession()
            if flaw == .forgetsOffsetsAtRestart {
                groups[name]?.committed = [:]
            }
        }
        guard flaw == .forgetsRecordsAtRestart else { return }
        for partition in partitions.keys {
            partitions[partition]?.forgetLast()
        }
    }

    /// Decides how many records the next batch has; nil keeps the border of the append.
    mutating func nextBatchLimit() -> Int? {
        switch handOut {
        case .asAppended: nil
        case .upTo(let limit): max(1, limit)
        case .random(_, let limit): generator.within(1...max(1, limit))
        }
    }
}
