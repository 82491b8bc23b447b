package import EventModel

/// What arrived lately, so that the same bytes from the same sender are kept once.
///
/// An entry counts for the window's time from its first receipt; a duplicate does not prolong it. New entries are
/// pending until the group that they came with is kept, and forgotten when it is not: who was refused may come again.
///
/// Limit: at the bound the oldest entry is forgotten although its time is not over, and counted; a duplicate of it would
/// be kept once more.
package struct DuplicateWindow {
    /// Who sent what.
    package struct Key: Hashable, Sendable {
        /// Of the received bytes.
        package let id: EventID
        /// A hash of the door's kind and of the sender.
        package let origin: UInt64

        package init(id: EventID, kind: String, sender: String) {
            self.id = id
            origin = StableHash.of(sender, seed: StableHash.of(kind))
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(id.low)
        }
    }

    /// An entry as it is restored.
    package struct Entry: Sendable {
        package let key: Key
        /// Receipt time in milliseconds since 1970.
        package let milliseconds: Int64

        package init(_ key: Key, at milliseconds: Int64) {
            self.key = key
            self.milliseconds = milliseconds
        }
    }

    /// How long an entry counts; 0 for none at all.
    package let milliseconds: Int64
    private let maximumCount: Int
    private var times: [Key: Int64] = [:]
    /// In the order of receipt, from `first` on.
    private var entries: [Entry] = []
    private var first = 0
    private var pendingCount = 0
    /// Entries that were forgotten at the bound.
    package private(set) var forgottenEarly: UInt64 = 0

    /// Makes an empty window.
    ///
    /// - Parameters:
    ///   - milliseconds: How long an entry counts; 0 takes everything for new.
    ///   - maximumCount: How many entries it holds, at least 1; about 64 bytes each.
    package init(milliseconds: Int64, maximumCount: Int) {
        precondition(milliseconds >= 0 && maximumCount >= 1, "a window has a length and room")
        self.milliseconds = milliseconds
        self.maximumCount = maximumCount
    }

    /// How many entries it holds.
    package var count: Int {
        entries.count - first
    }

    /// Says whether this is new, and remembers it, pending, if it is.
    ///
    /// - Parameters:
    ///   - key: Who sent what.
    ///   - now: Receipt time in milliseconds since 1970; small steps back do no harm.
    /// - Returns: False for a duplicate.
    package mutating func admit(_ key: Key, at now: Int64) -> Bool {
        guard milliseconds > 0 else { return true }
        while first < entries.count, entries[first].milliseconds <= now - milliseconds {
            dropFirst()
        }
        if let time = times[key], time > now - milliseconds {
            return false
        }
        if count >= maximumCount {
            dropFirst()
            forgottenEarly += 1
        }
        times[key] = now
        entries.append(Entry(key, at: now))
        pendingCount += 1
        return true
    }

    /// The group was kept: what is pending counts.
    package mutating func keepPending() {
        pendingCount = 0
    }

    /// The group was not kept: what is pending never came.
    package mutating func forgetPending() {
        for _ in 0..<min(pendingCount, count) {
            let entry = entries.removeLast()
            if times[entry.key] == entry.milliseconds {
                times.removeValue(forKey: entry.key)
            }
        }
        pendingCount = 0
    }

    private mutating func dropFirst() {
        let entry = entries[first]
        if times[entry.key] == entry.milliseconds {
            times.removeValue(forKey: entry.key)
        }
        first += 1
        // In steps, so that each entry is moved once on average.
        if first >= 1024, first * 2 >= entries.count {
            entries.removeFirst(first)
            first = 0
        }
    }
}
