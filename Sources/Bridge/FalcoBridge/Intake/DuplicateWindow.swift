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
    package struct Key: Equatable, Sendable {
        /// Of the received bytes.
        package let id: EventID
        /// A hash of the door's kind and of the sender.
        package let origin: UInt64

        package init(id: EventID, kind: String, sender: String) {
            self.id = id
            origin = StableHash.of(sender, seed: StableHash.of(kind))
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
    /// A ring, in the order of receipt; a power of two long, and doubled up to the bound.
    private var entries: [Entry] = []
    /// The slot of the entry before in the same chain, -1 at its end.
    private var before: [Int32] = []
    /// The slot of the latest entry of each chain, -1 without one; as many chains as slots.
    private var chains: [Int32] = []
    private var first = 0
    /// How many entries it holds.
    package private(set) var count = 0
    private var pendingCount = 0
    /// Entries that were forgotten at the bound.
    package private(set) var forgottenEarly: UInt64 = 0

    /// Makes an empty window.
    ///
    /// - Parameters:
    ///   - milliseconds: How long an entry counts; 0 takes everything for new.
    ///   - maximumCount: How many entries it holds, 1 to 2^30; 40 bytes each, up to twice that for the next power of two.
    package init(milliseconds: Int64, maximumCount: Int) {
        precondition(milliseconds >= 0 && (1...(1 << 30)).contains(maximumCount), "a window has a length and room")
        self.milliseconds = milliseconds
        self.maximumCount = maximumCount
    }

    /// Says whether this is new, and remembers it, pending, if it is.
    ///
    /// - Parameters:
    ///   - key: Who sent what.
    ///   - now: Receipt time in milliseconds since 1970; small steps back do no harm.
    /// - Returns: False for a duplicate.
    package mutating func admit(_ key: Key, at now: Int64) -> Bool {
        guard milliseconds > 0 else { return true }
        while count > 0, entries[first].milliseconds <= now - milliseconds {
            dropFirst()
        }
        if let time = latest(key), time > now - milliseconds {
            return false
        }
        if count >= maximumCount {
            dropFirst()
            forgottenEarly += 1
        }
        append(Entry(key, at: now))
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
            count -= 1
            unlink((first + count) & (entries.count - 1))
        }
        pendingCount = 0
    }

    private func latest(_ key: Key) -> Int64? {
        guard count > 0 else { return nil }
        var slot = chains[chain(of: key)]
        while slot >= 0 {
            let entry = entries[Int(slot)]
            if entry.key == key {
                return entry.milliseconds
            }
            slot = before[Int(slot)]
        }
        return nil
    }

    /// Hashed with the process's own seed: nobody outside can choose alerts of one chain.
    private func chain(of key: Key) -> Int {
        var hasher = Hasher()
        hasher.combine(key.id.low ^ key.origin)
        return hasher.finalize() & (chains.count - 1)
    }

    private mutating func append(_ entry: Entry) {
        if count == entries.count {
            grow(with: entry)
        }
        let slot = (first + count) & (entries.count - 1)
        let chain = chain(of: entry.key)
        entries[slot] = entry
        before[slot] = chains[chain]
        chains[chain] = Int32(slot)
        count += 1
    }

    /// Doubles the ring; `filler` stands in slots that hold nothing.
    private mutating func grow(with filler: Entry) {
        let held = (0..<count).map { entries[(first + $0) & (entries.count - 1)] }
        let capacity = max(64, 2 * entries.count)
        entries = Array(repeating: filler, count: capacity)
        before = Array(repeating: -1, count: capacity)
        chains = Array(repeating: -1, count: capacity)
        first = 0
        count = 0
        for entry in held {
            append(entry)
        }
    }

    private mutating func dropFirst() {
        unlink(first)
        first = (first + 1) & (entries.count - 1)
        count -= 1
    }

    /// Takes a slot out of its chain.
    private mutating func unlink(_ slot: Int) {
        let chain = chain(of: entries[slot].key)
        guard chains[chain] != slot else {
            chains[chain] = before[slot]
            return
        }
        var later = Int(chains[chain])
        while before[later] != slot {
            later = Int(before[later])
        }
        before[later] = before[slot]
    }
}
