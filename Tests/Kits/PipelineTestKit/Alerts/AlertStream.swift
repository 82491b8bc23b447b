/// Alerts of a span of time, in event time order, as lines of one buffer.
package struct AlertStream: Sendable, Equatable {
    /// One alert of the stream: where its line lies and when it happened.
    package struct Entry: Sendable, Equatable {
        /// The line in ``AlertStream/bytes``, without its end of line.
        package let range: Range<Int>
        /// Event time in nanoseconds since 1970.
        package let nanoseconds: Int64
        /// True for the alerts of an intrusion.
        package let isIntrusion: Bool
    }

    /// All lines, each with an end of line.
    package private(set) var bytes: [UInt8] = []
    package private(set) var entries: [Entry] = []

    package init() {}

    package var count: Int {
        entries.count
    }

    /// The line of an alert, without its end of line.
    package subscript(index: Int) -> ArraySlice<UInt8> {
        bytes[entries[index].range]
    }

    /// Where the alerts of an intrusion stand.
    package var intrusionIndices: [Int] {
        entries.indices.filter { entries[$0].isIntrusion }
    }

    mutating func append(at nanoseconds: Int64, isIntrusion: Bool, _ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        entries.append(Entry(range: start..<bytes.count, nanoseconds: nanoseconds, isIntrusion: isIntrusion))
        bytes.append(10)
    }

    /// Returns this stream with the alerts of another in their place by event time; equal times keep this one first.
    package func merging(_ other: AlertStream) -> AlertStream {
        var merged = AlertStream()
        merged.bytes.reserveCapacity(bytes.count + other.bytes.count)
        var mine = 0
        var theirs = 0
        while mine < count || theirs < other.count {
            let takesMine =
                theirs == other.count
                || mine < count && entries[mine].nanoseconds <= other.entries[theirs].nanoseconds
            let source = takesMine ? self : other
            let index = takesMine ? mine : theirs
            let entry = source.entries[index]
            merged.append(at: entry.nanoseconds, isIntrusion: entry.isIntrusion) { bytes in
                bytes.append(contentsOf: source.bytes[entry.range])
            }
            mine += takesMine ? 1 : 0
            theirs += takesMine ? 0 : 1
        }
        return merged
    }
}
