import JSONText

/// A bounded set of hashes with the first and last minute in which each was seen: novelty that fades.
///
/// At the capacity the hash seen least recently is removed (of several, the first), and it is new again if it comes
/// back. A hash not seen for ``forgottenAfter`` minutes is new again too.
struct SeenSet: Sendable, Equatable {
    /// Minutes without being seen after which a hash is new again: 14 days.
    static let forgottenAfter: UInt32 = 14 * 24 * 60

    /// One hash.
    struct Entry: Sendable, Equatable {
        var hash: UInt64
        var first: UInt32
        var last: UInt32
    }

    private(set) var entries: [Entry] = []

    /// How much of the set lies in a window.
    struct Count: Equatable {
        /// Hashes seen in the window.
        var distinct = 0
        /// Hashes seen for the first time in it.
        var new = 0
    }

    /// Notes that a hash was seen in a minute.
    mutating func see(_ hash: UInt64, at minute: UInt32, capacity: Int) {
        if let index = index(of: hash) {
            let last = entries[index].last
            if minute > last {
                if minute - last > Self.forgottenAfter { entries[index].first = minute }
                entries[index].last = minute
            }
            return
        }
        let entry = Entry(hash: hash, first: minute, last: minute)
        guard entries.count >= capacity else {
            entries.append(entry)
            return
        }
        entries[oldestIndex] = entry
    }

    private func index(of hash: UInt64) -> Int? {
        entries.withUnsafeBufferPointer { entries in
            for index in 0..<entries.count where entries[index].hash == hash { return index }
            return nil
        }
    }

    /// The hash seen least recently, of several the first; there is at least one.
    private var oldestIndex: Int {
        entries.withUnsafeBufferPointer { entries in
            var oldest = 0
            for index in 0..<entries.count where entries[index].last < entries[oldest].last { oldest = index }
            return oldest
        }
    }

    /// Counts the hashes seen from a minute on, and among them those first seen from another minute on.
    func count(since start: UInt32, newSince newStart: UInt32) -> Count {
        entries.withUnsafeBufferPointer { entries in
            var distinct: UInt32 = 0
            var new: UInt32 = 0
            // Without a branch, for about every second entry is in the window.
            for entry in entries {
                let isInWindow: UInt32 = entry.last >= start ? 1 : 0
                distinct &+= isInWindow
                new &+= isInWindow & (entry.first >= newStart ? 1 : 0)
            }
            return Count(distinct: Int(distinct), new: Int(new))
        }
    }

    /// Writes hash, minutes since first seen and minutes since last seen, one after the other.
    func write(into writer: inout JSONWriter, as name: StaticString, now: UInt32) {
        writer.beginArray(name)
        for entry in entries {
            writer.uint(entry.hash)
            writer.uint(UInt64(now - entry.first))
            writer.uint(UInt64(now - entry.last))
        }
        writer.endArray()
    }

    /// Makes an empty set.
    init() {}

    /// Reads what ``write(into:as:now:)`` wrote; nil for anything else.
    init?(from view: JSONView, now: UInt32, capacity: Int) {
        guard let numbers = StateNumbers.read(view, groupsOf: 3, atMost: capacity) else { return nil }
        for start in stride(from: 0, to: numbers.count, by: 3) {
            let first = numbers[start + 1]
            let last = numbers[start + 2]
            guard first <= UInt64(now), last <= first else { return nil }
            entries.append(Entry(hash: numbers[start], first: now - UInt32(first), last: now - UInt32(last)))
        }
    }
}
