import JSONText

/// Counts of a bounded number of hashes over the last three slots of five minutes.
///
/// At the capacity the hash whose newest slot is oldest is removed; of several, the one with the smallest count, then
/// the first. Its count is lost.
struct BurstTable: Sendable, Equatable {
    /// Minutes of a slot.
    static let slotMinutes: UInt32 = 5

    /// One hash; `recent` is the count in its newest slot, then come the two slots before.
    struct Entry: Sendable, Equatable {
        var hash: UInt64
        var slot: UInt32
        var recent: UInt32
        var middle: UInt32
        var old: UInt32

        /// The count in the three slots that end with a slot, which is not before the newest.
        func total(at now: UInt32) -> Int {
            switch now - slot {
            case 0: Int(recent) + Int(middle) + Int(old)
            case 1: Int(recent) + Int(middle)
            case 2: Int(recent)
            default: 0
            }
        }

        /// Counts one more in a slot; one that lies before the three slots is not counted.
        mutating func add(in now: UInt32) {
            if now > slot {
                switch now - slot {
                case 1: (middle, old) = (recent, middle)
                case 2: (middle, old) = (0, recent)
                default: (middle, old) = (0, 0)
                }
                slot = now
                recent = 0
            }
            switch slot - now {
            case 0: recent &+= 1
            case 1: middle &+= 1
            case 2: old &+= 1
            default: break
            }
        }
    }

    private(set) var entries: [Entry] = []

    /// Makes an empty table.
    init() {}

    /// Counts one more of a hash in a minute.
    mutating func add(_ hash: UInt64, at minute: UInt32, capacity: Int) {
        let slot = minute / Self.slotMinutes
        if let index = index(of: hash) {
            entries[index].add(in: slot)
            return
        }
        let entry = Entry(hash: hash, slot: slot, recent: 1, middle: 0, old: 0)
        guard entries.count >= capacity else {
            entries.append(entry)
            return
        }
        entries[victimIndex] = entry
    }

    private func index(of hash: UInt64) -> Int? {
        entries.withUnsafeBufferPointer { entries in
            for index in 0..<entries.count where entries[index].hash == hash { return index }
            return nil
        }
    }

    /// The hash to remove; there is at least one.
    private var victimIndex: Int {
        entries.withUnsafeBufferPointer { entries in
            var victim = 0
            for index in 0..<entries.count {
                let entry = entries[index]
                let least = entries[victim]
                if entry.slot < least.slot
                    || (entry.slot == least.slot && entry.total(at: entry.slot) < least.total(at: least.slot))
                {
                    victim = index
                }
            }
            return victim
        }
    }

    /// Returns the count of a hash in the three slots up to a minute, which is not before any counted one.
    func count(of hash: UInt64, at minute: UInt32) -> Int {
        index(of: hash).map { entries[$0].total(at: minute / Self.slotMinutes) } ?? 0
    }

    /// Returns the largest count's part of all counts in the three slots up to a minute, in thousandths.
    func topShare(at minute: UInt32) -> Int32 {
        let slot = minute / Self.slotMinutes
        return entries.withUnsafeBufferPointer { entries in
            var largest = 0
            var sum = 0
            for entry in entries {
                let total = entry.total(at: slot)
                sum += total
                largest = max(largest, total)
            }
            return sum == 0 ? 0 : Int32((largest * 1000 + sum / 2) / sum)
        }
    }

    /// Writes hash, slots since the newest, and the three counts, one after the other.
    func write(into writer: inout JSONWriter, as name: StaticString, now minute: UInt32) {
        writer.beginArray(name)
        for entry in entries {
            writer.uint(entry.hash)
            writer.uint(UInt64(minute / Self.slotMinutes - entry.slot))
            writer.uint(UInt64(entry.recent))
            writer.uint(UInt64(entry.middle))
            writer.uint(UInt64(entry.old))
        }
        writer.endArray()
    }

    /// Reads what ``write(into:as:now:)`` wrote; nil for anything else.
    init?(from view: JSONView, now minute: UInt32, capacity: Int) {
        guard let numbers = StateNumbers.read(view, groupsOf: 5, atMost: capacity) else { return nil }
        for start in stride(from: 0, to: numbers.count, by: 5) {
            guard
                numbers[start + 1] <= UInt64(minute / Self.slotMinutes),
                let recent = UInt32(exactly: numbers[start + 2]),
                let middle = UInt32(exactly: numbers[start + 3]),
                let old = UInt32(exactly: numbers[start + 4])
            else { return nil }
            let slot = minute / Self.slotMinutes - UInt32(numbers[start + 1])
            entries.append(
                Entry(hash: numbers[start], slot: slot, recent: recent, middle: middle, old: old)
            )
        }
    }
}
