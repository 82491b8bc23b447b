import EventModel
import JSONText
import StageRuntime

/// Fills a duplicate window from the tail of `eyrie.alerts.v1`, so that it survives a restart.
///
/// Envelopes name digest, kind of door and sender. Falco's internal alerts, which go to `eyrie.sensors.v1`, do not: of
/// those a duplicate that comes after a restart is kept once more.
enum DuplicateTail {
    /// Reads what was received lately through doors of a kind, also by other bridges.
    ///
    /// - Parameters:
    ///   - log: The log.
    ///   - kind: The kind of door.
    ///   - window: Where to; empty.
    ///   - now: Milliseconds since 1970.
    ///   - maximumCount: How many entries the window holds.
    /// - Throws: ``LogError``.
    static func read(
        _ log: any EventLog,
        kind: String,
        into window: inout DuplicateWindow,
        now: Int64,
        maximumCount: Int
    ) throws(LogError) {
        guard window.milliseconds > 0 else { return }
        let parser = JSONParser()
        var entries: [DuplicateWindow.Entry] = []
        for partition in 0..<(try log.partitionCount(of: Topics.alerts.name)) {
            let source = TopicPartition(Topics.alerts.name, partition)
            let reader = try log.makeReader(
                of: source,
                from: .time(milliseconds: now - window.milliseconds + 1),
                to: .latest
            )
            defer { reader.close() }
            var found: [DuplicateWindow.Entry] = []
            while let batch = try reader.next(maxWaitMilliseconds: 0) {
                batch.visit { record in
                    guard record.timestampMilliseconds > now - window.milliseconds,
                        let value = record.value, let key = key(of: value, kind: kind, parser)
                    else { return }
                    found.append(DuplicateWindow.Entry(key, at: record.timestampMilliseconds))
                }
                // Of each partition no more than the window may hold of all.
                if found.count > 2 * maximumCount {
                    found.removeFirst(found.count - maximumCount)
                }
            }
            entries += found
        }
        entries.sort { $0.milliseconds < $1.milliseconds }
        for entry in entries.suffix(maximumCount) {
            _ = window.admit(entry.key, at: entry.milliseconds)
        }
        window.keepPending()
    }

    /// Who sent what is in an envelope; nil for controls, and for what came through other doors.
    private static func key(
        of value: UnsafeRawBufferPointer,
        kind: String,
        _ parser: JSONParser
    ) -> DuplicateWindow.Key? {
        let key = try? parser.withDocument(value) { view -> DuplicateWindow.Key? in
            guard let id = view.member("id")?.stringBytes.flatMap({ EventID(hex: $0) }),
                view.member("door")?.string == kind, let sender = view.member("sender")?.string
            else { return nil }
            return DuplicateWindow.Key(id: id, kind: kind, sender: sender)
        }
        return key ?? nil
    }
}
