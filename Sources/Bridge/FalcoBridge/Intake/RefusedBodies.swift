import EventModel

/// Refused bodies that came lately: equal ones of one sender are one dead letter with a count.
///
/// A sender that does not know better sends a refused body again and again; a Kubernetes API server does so with batches
/// of a megabyte. The first is kept whole. Of the others every tenth, hundredth, thousandth and so on is a short dead
/// letter that tells the count, the rest is counted as duplicates.
///
/// Limits: an entry lasts `windowMilliseconds` from its first receipt; at `maximumCount` entries all are forgotten, and
/// bodies are kept whole once more.
struct RefusedBodies {
    static let windowMilliseconds: Int64 = 3_600_000
    static let maximumCount = 4096

    private struct Entry {
        let milliseconds: Int64
        var count: Int
    }

    private var entries: [DuplicateWindow.Key: Entry] = [:]
    private var pending: [DuplicateWindow.Key] = []

    /// Remembers a refused body, pending.
    ///
    /// - Parameters:
    ///   - key: Its bytes and its sender.
    ///   - now: Receipt time in milliseconds since 1970.
    /// - Returns: How often it came within the window, this time included.
    mutating func count(_ key: DuplicateWindow.Key, at now: Int64) -> Int {
        if let entry = entries[key], now - entry.milliseconds > Self.windowMilliseconds {
            entries[key] = nil
        }
        if entries.count >= Self.maximumCount, entries[key] == nil {
            entries.removeAll()
            pending.removeAll()
        }
        entries[key, default: Entry(milliseconds: now, count: 0)].count += 1
        pending.append(key)
        return entries[key]?.count ?? 1
    }

    /// Whether a body that came so often is worth a dead letter: the first, the tenth, the hundredth.
    static func isTold(_ count: Int) -> Bool {
        var power = 1
        while power < count { power *= 10 }
        return power == count
    }

    /// The group was kept.
    mutating func keepPending() {
        pending.removeAll(keepingCapacity: true)
    }

    /// The group was not kept: what is pending never came.
    mutating func forgetPending() {
        for key in pending {
            guard let count = entries[key]?.count else { continue }
            if count > 1 {
                entries[key]?.count = count - 1
            } else {
                entries[key] = nil
            }
        }
        pending.removeAll(keepingCapacity: true)
    }
}
