import JSONText

/// A bounded set of hashes with the first and last minute in which each was seen: novelty that fades.
///
/// At the capacity the hash seen least recently makes room (of several, the one that stands first), and it is new again
/// if it comes back. A hash not seen for ``forgottenAfter`` minutes is new again too.
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
        for index in entries.indices where entries[index].hash == hash {
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
        var oldest = 0
        for index in entries.indices where entries[index].last < entries[oldest].last { oldest = index }
        entries[oldest] = entry
    }

    /// Counts the hashes seen from a minute on, and among them those first seen from another minute on.
    func count(since start: UInt32, newSince newStart: UInt32) -> Count {
        var count = Count()
        for entry in entries where entry.last >= start {
            count.distinct += 1
            if entry.first >= newStart { count.new += 1 }
        }
        return count
    }

    /// Writes hash, minutes since first seen and minutes since last seen, one after the other.
    func write(into writer: inout JSONWriter, now: UInt32) {
        writer.beginArray()
        for entry in entries {
            writer.uint(entry.hash)
            writer.uint(UInt64(now - entry.first))
            writer.uint(UInt64(now - entry.last))
        }
        writer.endArray()
    }

    /// Makes an empty set.
    init() {}

    /// Reads what ``write(into:now:)`` wrote; nil for anything else.
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
