import EventModel

/// The pending notices of one destination, their order, and the result of each attempt: a pure state machine.
///
/// ```
///                take                    next               finish
///   record ───────────────▶ waiting ───────────▶ in flight ─────────▶ settled: delivered, given up, suppressed
///     │ no room: behind,       ▲                     │ retry later
///     │ read on later          └── due after a pause ┘
///     └─ disabled: suppressed
/// ```
///
/// At most one notice is in flight. A notice waits while an earlier one of its subject is pending; others overtake it.
/// Limits: ``QueueLimits``; a queue without room takes nothing, and the destination reads on when it has room again.
package struct DestinationQueue: Sendable, Equatable {
    package let destination: EffectDestination
    private let effect: String
    private let topic: String
    private(set) var progress: [PartitionProgress] = []
    /// The notices that wait or are in flight, in order of arrival.
    private(set) var entries: [OwedNotice] = []
    private(set) var byteCount = 0
    /// The key of the notice in flight.
    private(set) var inFlight: String?
    private(set) var isDisabled = false
    /// The end of the pause that the destination requested.
    private(set) var heldUntil = Timestamp(nanoseconds: .min)
    private var records: [DeliveryRecord] = []

    init(_ destination: EffectDestination, effect: String, topic: String) {
        self.destination = destination
        self.effect = effect
        self.topic = topic
    }

    /// Begins with a partition.
    mutating func assign(_ partition: Int32, from start: Int64, history: PartitionHistory.Destination?) {
        drop(partition)
        isDisabled = isDisabled || history?.isDisabled == true
        progress.append(
            PartitionProgress(partition: partition, from: start, limits: destination.limits, history: history)
        )
    }

    /// Forgets a partition and its pending notices; a notice in flight stays so until its answer comes.
    mutating func drop(_ partition: Int32) {
        progress.removeAll { $0.partition == partition }
        entries.removeAll { $0.source.partition == partition }
        byteCount = entries.reduce(0) { $0 + $1.byteCount }
    }

    /// Whether there is room for another notice of a partition.
    func hasRoom(for partition: Int32) -> Bool {
        guard entries.count < destination.limits.notices, byteCount < destination.limits.bytes else { return false }
        guard let place = place(of: partition) else { return false }
        // Records that were settled before a restart are read again to their end, without a limit.
        let isReadAgain = progress[place].settled.last.map { progress[place].position <= $0 } ?? false
        return isReadAgain || progress[place].settled.count < destination.limits.span
    }

    /// Whether half of the room is free, so that reading on is worthwhile.
    func isHungry(for partition: Int32) -> Bool {
        hasRoom(for: partition) && entries.count <= destination.limits.notices / 2
            && byteCount <= destination.limits.bytes / 2
    }

    /// The next offset of a partition that this destination looks at; nil for a partition that it does not have.
    func position(in partition: Int32) -> Int64? {
        place(of: partition).map { progress[$0].position }
    }

    /// Below this offset of a partition nothing is owed.
    func low(in partition: Int32) -> Int64 {
        guard let place = place(of: partition) else { return 0 }
        return entries.first { $0.source.partition == partition }?.source.offset ?? progress[place].position
    }

    /// ``Notice/told`` of the last notice about a subject.
    func told(_ subject: String, in partition: Int32) -> String? {
        place(of: partition).flatMap { progress[$0].memory[subject] }
    }

    /// Skips records without a notice, up to an offset.
    mutating func advance(_ partition: Int32, to offset: Int64, at now: Timestamp) {
        guard let place = place(of: partition), progress[place].position < offset else { return }
        progress[place].position = offset
        forgetOpen(place, below: offset, at: now)
        tidy(place)
    }

    /// Whether a notice with this key waits or is in flight.
    func owes(_ key: String) -> Bool {
        entries.contains { $0.key == key }
    }

    /// Takes the notice about a record for this destination.
    mutating func take(_ notice: Notice?, from source: NoticeSource, at now: Timestamp) {
        guard let place = place(of: source.partition), progress[place].position <= source.offset else { return }
        guard let notice else {
            advance(source.partition, to: source.offset + 1, at: now)
            return
        }
        progress[place].position = source.offset + 1
        defer { tidy(place) }
        let isSettled = progress[place].settled.contains(sorted: source.offset)
        let known = progress[place].open.first { $0.offset == source.offset }
        progress[place].open.removeAll { $0.offset == source.offset }
        forgetOpen(place, below: source.offset, at: now)
        progress[place].memory.remember(notice.subject, notice.told)
        guard !isSettled else { return }
        var owed = OwedNotice(notice: notice, source: source, destination: destination.name, due: now)
        guard !isDisabled else {
            var event = event(of: owed, .suppressed, at: now)
            event.told = notice.told
            settle(event, .suppressed, at: now, error: Self.disabledReason)
            return
        }
        if let known {
            owed.attempts = known.attempts
            owed.firstAttempt = known.firstAttempt
            owed.due = known.due ?? now
        }
        entries.append(owed)
        byteCount += owed.byteCount
        if known == nil {
            var event = event(of: owed, .queued, at: now)
            event.told = notice.told
            records.append(.event(event))
        }
    }

    /// Chooses the notice to send now, and marks it as in flight.
    mutating func next(at now: Timestamp) -> OwedNotice? {
        guard inFlight == nil, heldUntil <= now else { return nil }
        var blocked: Set<String> = []
        for entry in entries where blocked.insert(entry.notice.subject).inserted && entry.due <= now {
            inFlight = entry.key
            return entry
        }
        return nil
    }

    /// When something may be sent next, nil when nothing waits or something is in flight.
    func nextDue() -> Timestamp? {
        guard inFlight == nil else { return nil }
        var blocked: Set<String> = []
        var earliest: Timestamp?
        for entry in entries where blocked.insert(entry.notice.subject).inserted {
            earliest = min(earliest ?? entry.due, entry.due)
        }
        return earliest.map { max($0, heldUntil) }
    }

    /// Takes the answer to a notice; an answer to one that is no longer pending here changes nothing.
    mutating func finish(_ key: String, _ answer: DeliveryAnswer, at now: Timestamp) {
        if inFlight == key {
            inFlight = nil
        }
        guard let index = entries.firstIndex(where: { $0.key == key }) else { return }
        entries[index].attempts += 1
        entries[index].firstAttempt = entries[index].firstAttempt ?? now
        switch answer {
        case .accepted(let status):
            end(index, .delivered, at: now, status: status, error: nil)
        case .retryLater(let status, let afterSeconds, let message):
            retry(index, at: now, status: status, afterSeconds: afterSeconds, message)
        case .refused(let status, let message):
            giveUp(index, .refused, at: now, status: status, message)
        case .gone(let status, let message):
            disable(index, at: now, status: status, message)
        }
    }

    /// Returns the records to write since the last call, in order.
    mutating func takeRecords() -> [DeliveryRecord] {
        defer { records = [] }
        return records
    }
}

extension DestinationQueue {
    fileprivate static let disabledReason = "the destination is disabled"

    fileprivate func place(of partition: Int32) -> Int? {
        progress.firstIndex { $0.partition == partition }
    }

    private mutating func retry(
        _ index: Int,
        at now: Timestamp,
        status: Int?,
        afterSeconds: Int?,
        _ message: String
    ) {
        let entry = entries[index]
        let policy = destination.retry
        var due = now.adding(nanoseconds: policy.pauseNanoseconds(entry.key, attempt: entry.attempts))
        if let afterSeconds {
            // An answer that requests go too fast concerns all notices, not this one.
            let seconds = min(Int64(afterSeconds), policy.longestPauseSeconds)
            heldUntil = max(heldUntil, now.adding(nanoseconds: seconds * 1_000_000_000))
            due = max(due, heldUntil)
        }
        let patience = policy.giveUpAfterSeconds.multipliedReportingOverflow(by: 1_000_000_000)
        let last = (entry.firstAttempt ?? now).adding(nanoseconds: patience.overflow ? .max : patience.partialValue)
        guard due <= last else {
            giveUp(index, .exhausted, at: now, status: status, message)
            return
        }
        entries[index].due = due
        var event = event(of: entry, .failed, at: now)
        event.status = status
        event.error = message
        event.nextAttempt = due
        records.append(.event(event))
    }

    private mutating func giveUp(
        _ index: Int,
        _ fault: DeliveryFault,
        at now: Timestamp,
        status: Int?,
        _ message: String
    ) {
        let entry = entries[index]
        let why = "destination \(destination.name), attempt \(entry.attempts): \(message)"
        records.append(.deadLetter(entry.source, code: fault.rawValue, message: why))
        end(index, .givenUp, at: now, status: status, error: message)
    }

    /// Settles all pending notices, the answered one first.
    private mutating func disable(_ index: Int, at now: Timestamp, status: Int?, _ message: String) {
        isDisabled = true
        var event = event(of: entries[index], .disabled, at: now)
        event.status = status
        event.error = message
        records.append(.event(event))
        end(index, .suppressed, at: now, status: status, error: Self.disabledReason)
        while !entries.isEmpty {
            end(0, .suppressed, at: now, status: nil, error: Self.disabledReason)
        }
    }

    /// Settles notices from before a restart whose records no longer cause one.
    fileprivate mutating func forgetOpen(_ place: Int, below offset: Int64, at now: Timestamp) {
        guard let first = progress[place].open.first, first.offset < offset else { return }
        let gone = progress[place].open.filter { $0.offset < offset }
        progress[place].open.removeAll { $0.offset < offset }
        for open in gone {
            settle(open.event, .suppressed, at: now, error: "the settings no longer tell this destination of it")
        }
    }

    private mutating func end(
        _ index: Int,
        _ kind: DeliveryEvent.Kind,
        at now: Timestamp,
        status: Int?,
        error: String?
    ) {
        let entry = entries.remove(at: index)
        byteCount -= entry.byteCount
        var event = event(of: entry, kind, at: now)
        event.status = status
        settle(event, kind, at: now, error: error)
    }

    /// Notes the end of a notice that is no longer among the entries.
    private mutating func settle(
        _ event: DeliveryEvent,
        _ kind: DeliveryEvent.Kind,
        at now: Timestamp,
        error: String?
    ) {
        guard let place = place(of: event.partition) else { return }
        if !progress[place].settled.contains(sorted: event.offset) {
            progress[place].settled.insertSorted(event.offset, by: \.self)
        }
        tidy(place)
        var event = event
        event.kind = kind
        event.time = now
        event.error = error
        event.settledBelow = low(in: event.partition)
        records.append(.event(event))
    }

    /// Forgets settled offsets below all pending ones.
    fileprivate mutating func tidy(_ place: Int) {
        let low = low(in: progress[place].partition)
        if let first = progress[place].settled.first, first < low {
            progress[place].settled.removeAll { $0 < low }
        }
    }

    fileprivate func event(of owed: OwedNotice, _ kind: DeliveryEvent.Kind, at now: Timestamp) -> DeliveryEvent {
        DeliveryEvent(
            kind: kind,
            effect: effect,
            destination: destination.name,
            key: owed.key,
            subject: owed.notice.subject,
            version: owed.notice.version,
            type: owed.notice.type,
            time: now,
            topic: topic,
            partition: owed.source.partition,
            offset: owed.source.offset,
            settledBelow: low(in: owed.source.partition),
            attempt: owed.attempts
        )
    }
}
