import EventModel
import JSONText
import StageKit

/// The state of every key of one partition, in order of recency.
///
/// Invariants:
/// 1. `index` holds exactly the keys of the entries that are in use.
/// 2. The chain from `oldest` to `newest` visits each entry in use once; sequences and touch times rise along it, since
///    touching moves an entry to the end and stream time never goes back.
/// 3. A key whose changelog record is out of date stands in `changed`.
///
/// Restored states stay encoded until they are touched, so that opening a large log costs no parsing.
/// Bounded by ``StateLimits`` through ``PartitionProcessor``.
struct KeyedStates<State: Payload> {
    struct Entry {
        var key: Key
        var state: State?
        var encoded: [UInt8]?
        /// Number of the record that last touched the key, counted from the start of the partition.
        var sequence: Int64
        /// Stream time when the key was last touched, in nanoseconds since 1970.
        var touchedNanoseconds: Int64
        var isDirty: Bool
        var older: Int
        var newer: Int
    }

    private(set) var entries: [Entry] = []
    private var index: [Key: Int] = [:]
    private var free: [Int] = []
    private(set) var oldest = -1
    private var newest = -1
    private var changed: [Key] = []

    var count: Int {
        index.count
    }

    func slot(of key: Key) -> Int? {
        index[key]
    }

    /// Makes the state of a slot ready for use.
    ///
    /// - Throws: The codec's message when the changelog record does not decode.
    mutating func load(_ slot: Int, with parser: JSONParser) throws(PayloadFault) {
        guard let encoded = entries[slot].encoded else { return }
        entries[slot].state = try parser.decode(State.self, from: encoded)
        entries[slot].encoded = nil
    }

    /// Gives access to the state of a slot in place, without a copy.
    @inline(__always)
    mutating func withState<Result, Failure: Error>(
        _ slot: Int,
        _ body: (inout State?) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(&entries[slot].state)
    }

    /// Adds a key that is not there, as the newest.
    @discardableResult
    mutating func insert(_ key: Key, _ state: State?, encoded: [UInt8]?, sequence: Int64, touched: Int64) -> Int {
        let entry = Entry(
            key: key,
            state: state,
            encoded: encoded,
            sequence: sequence,
            touchedNanoseconds: touched,
            isDirty: false,
            older: -1,
            newer: -1
        )
        let slot: Int
        if let reused = free.popLast() {
            slot = reused
            entries[slot] = entry
        } else {
            slot = entries.count
            entries.append(entry)
        }
        index[key] = slot
        append(slot)
        return slot
    }

    /// Notes that a record touched the key: it is the newest now, and its changelog record is out of date.
    mutating func touch(_ slot: Int, sequence: Int64, touched: Int64) {
        unlink(slot)
        append(slot)
        entries[slot].sequence = sequence
        entries[slot].touchedNanoseconds = touched
        if !entries[slot].isDirty {
            entries[slot].isDirty = true
            changed.append(entries[slot].key)
        }
    }

    /// Gives up a state that does not decode, leaving the key as never seen.
    mutating func discardEncoded(_ slot: Int) {
        entries[slot].encoded = nil
    }

    /// Forgets a key; the changelog gets a tombstone.
    mutating func remove(_ slot: Int) {
        let key = entries[slot].key
        changed.append(key)
        drop(slot)
    }

    /// Takes a changelog record: a state, or a tombstone.
    mutating func restore(_ key: Key, _ encoded: [UInt8]?, sequence: Int64, touched: Int64) {
        if let slot = index[key] {
            drop(slot)
        }
        if let encoded {
            insert(key, nil, encoded: encoded, sequence: sequence, touched: touched)
        }
    }

    /// Puts restored keys in order of recency; a compacted changelog has them in another one.
    mutating func orderByRecency() {
        var slots = entries.indices.filter { index[entries[$0].key] == $0 }
        slots.sort { entries[$0].sequence < entries[$1].sequence }
        oldest = -1
        newest = -1
        for slot in slots {
            append(slot)
        }
    }

    /// Calls `body` once for each key whose changelog record is out of date; nil = forgotten.
    mutating func drainChanges(_ body: (Key, Entry?) -> Void) {
        var gone: Set<Key> = []
        for key in changed {
            guard let slot = index[key] else {
                if gone.insert(key).inserted {
                    body(key, nil)
                }
                continue
            }
            if entries[slot].isDirty {
                entries[slot].isDirty = false
                body(key, entries[slot])
            }
        }
        changed.removeAll(keepingCapacity: true)
    }

    private mutating func drop(_ slot: Int) {
        unlink(slot)
        index[entries[slot].key] = nil
        entries[slot].state = nil
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
