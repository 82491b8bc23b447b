import StageKit

/// The keys of one partition that have state, in order of recency, and the states that are still encoded.
///
/// The states themselves are in ``PartitionProcessor``, by slot: this type is the same for every stage, so that its
/// work on each record is not generic code, which looks up its types.
///
/// Invariants:
/// 1. `slots` holds exactly the keys of the entries that are in use.
/// 2. The chain from `oldest` to `newest` visits each entry in use once; sequences and touch times rise along it, since
///    touching moves an entry to the end and stream time never goes back.
/// 3. A key whose changelog record is out of date is in `changed`.
///
/// Restored states stay encoded until they are touched, so that opening a large log costs no parsing.
/// Bounded by ``StateLimits`` through ``PartitionProcessor``.
struct KeyIndex {
    struct Entry {
        var key: Key
        /// The restored bytes of a state that was not used yet.
        var encoded: [UInt8]?
        /// When the key was last touched.
        var recency: StateRecency
        var isDirty: Bool
        var older: Int
        var newer: Int
    }

    private(set) var entries: [Entry] = []
    private var slots: [Key: Int] = [:]
    private var free: [Int] = []
    private(set) var oldest = -1
    private var newest = -1
    private var changed: [Key] = []

    var count: Int {
        slots.count
    }

    /// The slot that the next new key gets.
    var nextSlot: Int {
        free.last ?? entries.count
    }

    var keys: [Key] {
        Array(slots.keys)
    }

    /// Notes a key without state that the changelog has one for.
    mutating func noteForgotten(_ key: Key) {
        changed.append(key)
    }

    func slot(of key: Key) -> Int? {
        slots[key]
    }

    /// Whether the state of a slot was restored and not used yet.
    func isEncoded(_ slot: Int) -> Bool {
        entries[slot].encoded != nil
    }

    /// Hands out the encoded state of a slot, which is then the caller's; nil when it was handed out before.
    mutating func takeEncoded(_ slot: Int) -> [UInt8]? {
        guard let encoded = entries[slot].encoded else { return nil }
        entries[slot].encoded = nil
        return encoded
    }

    /// Adds a key that is not there, as the newest; its changelog record is up to date.
    mutating func insert(_ key: Key, encoded: [UInt8]?, recency: StateRecency) -> Int {
        let entry = Entry(key: key, encoded: encoded, recency: recency, isDirty: false, older: -1, newer: -1)
        let slot: Int
        if let reused = free.popLast() {
            slot = reused
            entries[slot] = entry
        } else {
            slot = entries.count
            entries.append(entry)
        }
        slots[key] = slot
        append(slot)
        return slot
    }

    /// Notes that a record touched the key: it is the newest now, and its changelog record is out of date.
    mutating func touch(_ slot: Int, _ recency: StateRecency) {
        if slot != newest {
            unlink(slot)
            append(slot)
        }
        entries[slot].recency = recency
        if !entries[slot].isDirty {
            entries[slot].isDirty = true
            changed.append(entries[slot].key)
        }
    }

    /// Forgets a key; the changelog gets a tombstone.
    mutating func remove(_ slot: Int) {
        changed.append(entries[slot].key)
        drop(slot)
    }

    /// Takes a changelog record: a state, or a tombstone.
    mutating func restore(_ key: Key, _ encoded: [UInt8]?, recency: StateRecency) {
        if let slot = slots[key] {
            drop(slot)
        }
        if let encoded {
            _ = insert(key, encoded: encoded, recency: recency)
        }
    }

    /// Puts restored keys in order of recency; a compacted changelog has them in another one.
    mutating func orderByRecency() {
        var used = entries.indices.filter { slots[entries[$0].key] == $0 }
        used.sort { entries[$0].recency.sequence < entries[$1].recency.sequence }
        oldest = -1
        newest = -1
        for slot in used {
            append(slot)
        }
    }

    /// Calls `body` once for each key whose changelog record is out of date; slot nil = forgotten.
    mutating func drainChanges(_ body: (Key, _ slot: Int?, StateRecency) -> Void) {
        var gone: Set<Key> = []
        for key in changed {
            guard let slot = slots[key] else {
                if gone.insert(key).inserted {
                    body(key, nil, StateRecency(sequence: 0, touchedNanoseconds: 0))
                }
                continue
            }
            if entries[slot].isDirty {
                entries[slot].isDirty = false
                body(key, slot, entries[slot].recency)
            }
        }
        changed.removeAll(keepingCapacity: true)
    }

    private mutating func drop(_ slot: Int) {
        unlink(slot)
        slots[entries[slot].key] = nil
        entries[slot].encoded = nil
        entries[slot].isDirty = false
        free.append(slot)
    }

    private mutating func append(_ slot: Int) {
        entries[slot].older = newest
        entries[slot].newer = -1
        if newest >= 0 {
            entries[newest].newer = slot
        } else {
            oldest = slot
        }
        newest = slot
    }

    private mutating func unlink(_ slot: Int) {
        let older = entries[slot].older
        let newer = entries[slot].newer
        if older >= 0 {
            entries[older].newer = newer
        } else {
            oldest = newer
        }
        if newer >= 0 {
            entries[newer].older = older
        } else {
            newest = older
        }
    }
}
