import LogPort

/// A reader that ticks with every batch, so that a long restore counts as progress.
final class WatchedReader: LogReader {
    private let reader: any LogReader
    private let heartbeat: Heartbeat

    init(_ reader: any LogReader, _ heartbeat: Heartbeat) {
        self.reader = reader
        self.heartbeat = heartbeat
    }

    func next(maxWaitMilliseconds: Int) throws(LogError) -> RecordBatch? {
        heartbeat.tick()
        return try reader.next(maxWaitMilliseconds: maxWaitMilliseconds)
    }

    var reachedOffset: Int64? {
        reader.reachedOffset
    }

    func close() {
        reader.close()
    }
}
