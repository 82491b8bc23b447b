package import EventModel

/// The state of one partition and one effect from `eyrie.deliveries.v1`, computed from its events in order.
///
/// Memory: for each destination the pending notices, at most a queue's limit, and the offsets settled after the oldest
/// pending one, at most the span of ``QueueLimits``; subjects up to their limit.
package struct PartitionHistory: Sendable, Equatable {
    /// A notice that is owed.
    struct Open: Sendable, Equatable {
        let event: DeliveryEvent
        var attempts = 0
        var firstAttempt: Timestamp?
        var due: Timestamp?

        var offset: Int64 { event.offset }
    }

    /// The state of one destination.
    struct Destination: Sendable, Equatable {
        let name: String
        /// Below this offset nothing is owed.
        var low: Int64 = 0
        /// Offsets at and above ``low`` that are settled, rising.
        var settled: [Int64] = []
        /// The pending notices, by offset, rising.
        var open: [Open] = []
        var isDisabled = false
        var memory: SubjectMemory
        /// ``Notice/told`` for records at and above ``low``; it enters the memory as those are read again.
        var recent: [(offset: Int64, subject: String, told: String)] = []

        static func == (left: Destination, right: Destination) -> Bool {
            left.name == right.name && left.low == right.low && left.settled == right.settled
                && left.open == right.open && left.isDisabled == right.isDisabled && left.memory == right.memory
                && left.recent.elementsEqual(right.recent) { $0 == $1 }
        }
    }

    private let effect: String
    private let subjects: Int
    /// Below this offset the effect sends nothing; nil when it has not begun.
    package private(set) var begunAt: Int64?
    /// Records up to this offset that cannot be read are dead letters already; -1 before the first.
    private(set) var rejectedThrough: Int64 = -1
    private(set) var destinations: [Destination] = []

    /// Starts with nothing.
    ///
    /// - Parameters:
    ///   - effect: The effect whose events count.
    ///   - subjects: How many subjects of a destination are remembered.
    package init(effect: String, subjects: Int = QueueLimits().subjects) {
        self.effect = effect
        self.subjects = subjects
    }

    /// Whether the events do not yet contain the effect's beginning.
    private(set) var isNew = false

    /// Begins with a partition without recorded events, at an offset.
    package mutating func begin(at offset: Int64) {
        begunAt = offset
        isNew = true
    }

    /// Takes the next event; those of other effects are skipped.
    package mutating func apply(_ event: DeliveryEvent) {
        guard event.effect == effect else { return }
        switch event.kind {
        case .begun: begunAt = max(begunAt ?? 0, event.settledBelow)
        case .rejected: rejectedThrough = max(rejectedThrough, event.offset)
        case .unknown: break
        case .queued, .failed, .delivered, .suppressed, .givenUp, .disabled:
            let place: Int
            if let found = destinations.firstIndex(where: { $0.name == event.destination }) {
                place = found
            } else {
                place = destinations.count
                destinations.append(Destination(name: event.destination, memory: SubjectMemory(limit: subjects)))
            }
            destinations[place].apply(event)
        }
    }

    func destination(_ name: String) -> Destination? {
        destinations.first { $0.name == name }
    }
}

extension PartitionHistory.Destination {
    mutating func apply(_ event: DeliveryEvent) {
        if let told = event.told {
            recent.append((event.offset, event.subject, told))
        }
        switch event.kind {
        case .queued:
            if event.offset >= low, !settled.contains(sorted: event.offset) {
                open.insertSorted(PartitionHistory.Open(event: event), by: \.offset)
            }
        case .failed:
            if let place = open.firstIndex(where: { $0.offset == event.offset }) {
                open[place].attempts = event.attempt
                open[place].firstAttempt = open[place].firstAttempt ?? event.time
                open[place].due = event.nextAttempt
            }
        case .delivered, .suppressed, .givenUp:
            open.removeAll { $0.offset == event.offset }
            if event.offset >= low, !settled.contains(sorted: event.offset) {
                settled.insertSorted(event.offset, by: \.self)
            }
        case .disabled: isDisabled = true
        case .begun, .rejected, .unknown: break
        }
        raise(to: event.settledBelow)
    }

    /// Forgets events below an offset, except the last told of each subject.
    mutating func raise(to settledBelow: Int64) {
        guard settledBelow > low else { return }
        low = settledBelow
        settled.removeAll { $0 < low }
        open.removeAll { $0.offset < low }
        for entry in recent where entry.offset < low {
            memory.remember(entry.subject, entry.told)
        }
        recent.removeAll { $0.offset < low }
    }
}

extension Array {
    /// Inserts an element of a list that rises by a number, behind equal ones.
    mutating func insertSorted(_ element: Element, by number: (Element) -> Int64) {
        let value = number(element)
        var place = endIndex
        while place > startIndex, number(self[place - 1]) > value {
            place -= 1
        }
        insert(element, at: place)
    }
}

extension [Int64] {
    /// Whether a rising list has the number.
    func contains(sorted number: Int64) -> Bool {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < count && self[low] == number
    }
}
