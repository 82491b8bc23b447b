package import EventModel

/// The recent alerts, so that the same bytes from the same sender are kept once.
///
/// An entry counts for the window's time from its first receipt; a duplicate does not prolong it. New entries are
/// pending until the group that they came with is kept, and forgotten if it is not: a refused sender may send again.
///
/// Limit: at the bound the oldest entry is forgotten before its time, and counted; a duplicate of it would be kept once
/// more.
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
    /// The slot of the latest entry of each chain, -1 if empty; there are as many chains as slots.
    private var chains: [Int32] = []
    private var first = 0
    /// How many entries it holds.
    package private(set) var count = 0
    private var pendingCount = 0
    /// How many events with the same bytes came behind an entry, where there are any; it goes with the entry.
    private var repeats: [Key: Int] = [:]
    private var pendingRepeats: [Key] = []
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

    /// Returns whether this is new; a new entry is remembered as pending.
    ///
    /// - Parameters:
    ///   - key: Sender and digest.
    ///   - now: Receipt time in milliseconds since 1970; small steps back are harmless.
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

    /// How many events with these bytes the window knows, pending ones included.
    package func eventCount(of key: Key, at now: Int64) -> Int {
        guard let time = latest(key), time > now - milliseconds else { return 0 }
        return 1 + (repeats[key] ?? 0)
    }

    /// Remembers one more event with the bytes of a known one, pending.
    package mutating func repeatEvent(_ key: Key) {
        repeats[key, default: 0] += 1
        pendingRepeats.append(key)
    }

    /// The group was kept: what is pending counts.
    package mutating func keepPending() {
        pendingCount = 0
        pendingRepeats.removeAll(keepingCapacity: true)
    }

    /// The group was not kept: pending entries are forgotten.
    package mutating func forgetPending() {
        for _ in 0..<min(pendingCount, count) {
            count -= 1
            unlink((first + count) & (entries.count - 1))
        }
        pendingCount = 0
        for key in pendingRepeats {
            let count = (repeats[key] ?? 1) - 1
            repeats[key] = count > 0 ? count : nil
        }
        pendingRepeats.removeAll(keepingCapacity: true)
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

    /// Hashed with the process's own seed, so that a sender cannot choose alerts of one chain.
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

    /// Doubles the ring; `filler` is in slots that hold nothing.
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
        if !repeats.isEmpty {
            repeats[entries[first].key] = nil
        }
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
