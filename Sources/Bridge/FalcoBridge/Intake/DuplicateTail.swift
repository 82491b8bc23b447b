import EventModel
import JSONText
import LogPort
import Telemetry

/// Fills a duplicate window from the tail of `eyrie.alerts.v1`, so that it survives a restart.
///
/// Envelopes contain digest, kind of door and sender. Records of Falco's internal alerts in `eyrie.sensors.v1` do not:
/// a duplicate of those after a restart is kept once more.
enum DuplicateTail {
    /// Makes the window of one intake, filled from the log.
    ///
    /// - Parameters:
    ///   - settings: How long and how large it is.
    ///   - log: The log that fills it; nil leaves it empty if no door needs it.
    ///   - now: Milliseconds since 1970.
    ///   - logger: Is told what could not be read.
    /// - Returns: The window, and what of it may not have been answered.
    /// - Throws: ``LogError`` when the log cannot be used at all.
    static func window(
        _ settings: IntakeSettings,
        from log: (any LogReading)?,
        now: Int64,
        logger: Logger
    ) throws(LogError) -> RepeatedAlerts {
        let maximumCount = settings.maximumRememberedAlerts
        var window = DuplicateWindow(
            milliseconds: settings.duplicateWindow.wholeMilliseconds,
            maximumCount: maximumCount
        )
        var unanswered: [DuplicateWindow.Key] = []
        guard let log else { return RepeatedAlerts(window: window, unanswered: []) }
        let faults = try read(log, kind: "http", into: &window, &unanswered, now: now, maximumCount: maximumCount)
        for fault in faults {
            logger.warning("What came lately is not known; a duplicate may be kept", ["error": .error(fault)])
        }
        return RepeatedAlerts(window: window, unanswered: unanswered)
    }

    /// Reads what was received lately through doors of a kind, also by other bridges.
    ///
    /// - Parameters:
    ///   - log: The log.
    ///   - kind: The kind of door.
    ///   - window: Where to; empty.
    ///   - unanswered: Where alerts with a coarse stamp go, of which nobody knows whether they were answered.
    ///   - now: Milliseconds since 1970.
    ///   - maximumCount: How many entries the window holds.
    /// - Returns: Why parts of the log could not be read; their alerts may be kept twice, which does not prevent the
    ///   start.
    /// - Throws: ``LogError`` when the log cannot be used at all.
    private static func read(
        _ log: any LogReading,
        kind: String,
        into window: inout DuplicateWindow,
        _ unanswered: inout [DuplicateWindow.Key],
        now: Int64,
        maximumCount: Int
    ) throws(LogError) -> [LogError] {
        guard window.milliseconds > 0 else { return [] }
        var entries: [DuplicateWindow.Entry] = []
        var coarse: [DuplicateWindow.Key] = []
        var faults: [LogError] = []
        for partition in 0..<(try log.partitionCount(of: Topics.alerts.name)) {
            let source = TopicPartition(Topics.alerts.name, partition)
            do throws(LogError) {
                try read(source, of: log, kind, now - window.milliseconds, maximumCount, into: &entries, &coarse)
            } catch {
                guard error.code == .corrupt || error.code == .outOfRange else { throw error }
                faults.append(error)
            }
        }
        entries.sort { $0.milliseconds < $1.milliseconds }
        for entry in entries.suffix(maximumCount) where !window.admit(entry.key, at: entry.milliseconds) {
            window.repeatEvent(entry.key)
        }
        window.keepPending()
        unanswered = coarse
        return faults
    }

    private static func read(
        _ source: TopicPartition,
        of log: any LogReading,
        _ kind: String,
        _ before: Int64,
        _ maximumCount: Int,
        into entries: inout [DuplicateWindow.Entry],
        _ coarse: inout [DuplicateWindow.Key]
    ) throws(LogError) {
        let parser = JSONParser()
        let start = try start(of: source, in: log, milliseconds: before, maximumCount)
        try log.forEach(in: source, from: .offset(start)) { record in
            guard record.timestampMilliseconds > before, let value = record.value,
                let key = key(of: value, kind: kind, parser)
            else { return }
            entries.append(DuplicateWindow.Entry(key.key, at: record.timestampMilliseconds))
            if key.isCoarse {
                coarse.append(key.key)
            }
        }
    }

    /// Where the window's time begins, limited to as many records of all partitions as the window may hold.
    private static func start(
        of source: TopicPartition,
        in log: any LogReading,
        milliseconds: Int64,
        _ maximumCount: Int
    ) throws(LogError) -> Int64 {
        let inTime = try log.resolve(.time(milliseconds: milliseconds + 1), in: source)
        let latest = try log.resolve(.latest, in: source)
        return max(inTime, latest - Int64(maximumCount))
    }

    /// The sender and digest in an envelope; nil for controls and alerts of other doors.
    private static func key(
        of value: UnsafeRawBufferPointer,
        kind: String,
        _ parser: JSONParser
    ) -> (key: DuplicateWindow.Key, isCoarse: Bool)? {
        let key = try? parser.withDocument(value) { view -> (DuplicateWindow.Key, Bool)? in
            guard let time = view.member("time")?.stringBytes.flatMap({ Timestamp(rfc3339: $0) }),
                let digest = view.member("digest")?.stringBytes.flatMap({ Digest(hex: $0) }),
                view.member("door")?.string == kind, let sender = view.member("sender")?.string
            else { return nil }
            let key = DuplicateWindow.Key(id: digest.eventID, kind: kind, sender: sender)
            return (key, time.nanoseconds % 1_000_000 == 0)
        }
        return key ?? nil
    }
}
