import LogPort

/// The inputs that became dead letters, by topic, partition and offset.
struct DeadLetterIndex: Sendable {
    private var entries: [Entry] = []

    private struct Entry: Comparable {
        /// `topic/partition`.
        let source: String
        let offset: Int64

        static func < (left: Entry, right: Entry) -> Bool {
            (left.source, left.offset) < (right.source, right.offset)
        }
    }

    /// Takes the source header of a dead letter, `topic/partition/offset/index`; others (of doors) are skipped.
    mutating func add(_ header: String) {
        let parts = header.split(separator: "/")
        guard parts.count == 4, let offset = Int64(parts[2]) else { return }
        entries.append(Entry(source: "\(parts[0])/\(parts[1])", offset: offset))
    }

    /// Orders the entries; to be called once before ``contains(_:_:)``.
    mutating func sort() {
        entries.sort()
    }

    func contains(_ source: TopicPartition, _ offset: Int64) -> Bool {
        let wanted = Entry(source: source.description, offset: offset)
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle] < wanted {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < entries.count && entries[low] == wanted
    }
}
