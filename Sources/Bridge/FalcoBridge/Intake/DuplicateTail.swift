import EventModel
import JSONText
import LogPort
import Telemetry

/// Fills a duplicate window from the tail of `eyrie.alerts.v1`, so that it survives a restart.
///
/// Envelopes name digest, kind of door and sender. Falco's internal alerts, which go to `eyrie.sensors.v1`, do not: of
/// those a duplicate that comes after a restart is kept once more.
enum DuplicateTail {
    /// Makes the window of one intake, filled from the log.
    ///
    /// - Parameters:
    ///   - settings: How long and how large it is.
    ///   - log: Where it is filled from; nil leaves it empty, where no door needs it.
    ///   - now: Milliseconds since 1970.
    ///   - logger: Is told what could not be read.
    /// - Returns: The window.
    /// - Throws: ``LogError`` when the log cannot be used at all.
    static func window(
        _ settings: IntakeSettings,
        from log: (any LogReading)?,
        now: Int64,
        logger: Logger
    ) throws(LogError) -> DuplicateWindow {
        let maximumCount = settings.maximumRememberedAlerts
        var window = DuplicateWindow(
            milliseconds: settings.duplicateWindow.wholeMilliseconds,
            maximumCount: maximumCount
        )
        guard let log else { return window }
        for fault in try read(log, kind: "http", into: &window, now: now, maximumCount: maximumCount) {
            logger.warning("What came lately is not known; a duplicate may be kept", ["error": .error(fault)])
        }
        return window
    }

    /// Reads what was received lately through doors of a kind, also by other bridges.
    ///
    /// - Parameters:
    ///   - log: The log.
    ///   - kind: The kind of door.
    ///   - window: Where to; empty.
    ///   - now: Milliseconds since 1970.
    ///   - maximumCount: How many entries the window holds.
    /// - Returns: Why parts of the log could not be read; what they hold may be kept twice, which is no reason not to begin.
    /// - Throws: ``LogError`` when the log cannot be used at all.
    private static func read(
        _ log: any LogReading,
        kind: String,
        into window: inout DuplicateWindow,
        now: Int64,
        maximumCount: Int
    ) throws(LogError) -> [LogError] {
        guard window.milliseconds > 0 else { return [] }
        var entries: [DuplicateWindow.Entry] = []
        var faults: [LogError] = []
        for partition in 0..<(try log.partitionCount(of: Topics.alerts.name)) {
            let source = TopicPartition(Topics.alerts.name, partition)
            do throws(LogError) {
                try read(source, of: log, kind, now - window.milliseconds, maximumCount, into: &entries)
            } catch {
                guard error.code == .corrupt || error.code == .outOfRange else { throw error }
                faults.append(error)
            }
        }
        entries.sort { $0.milliseconds < $1.milliseconds }
        for entry in entries.suffix(maximumCount) {
            _ = window.admit(entry.key, at: entry.milliseconds)
        }
        window.keepPending()
        return faults
    }

    private static func read(
        _ source: TopicPartition,
        of log: any LogReading,
        _ kind: String,
        _ before: Int64,
        _ maximumCount: Int,
        into entries: inout [DuplicateWindow.Entry]
    ) throws(LogError) {
        let parser = JSONParser()
        let start = try start(of: source, in: log, milliseconds: before, maximumCount)
        try log.forEach(in: source, from: .offset(start)) { record in
            guard record.timestampMilliseconds > before, let value = record.value,
                let key = key(of: value, kind: kind, parser)
            else { return }
            entries.append(DuplicateWindow.Entry(key, at: record.timestampMilliseconds))
        }
    }

    /// Behind which the window's time begins, and no more records than the window may hold of all partitions.
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
