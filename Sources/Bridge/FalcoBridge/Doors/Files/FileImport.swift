import EventModel
package import Lifecycle
import Synchronization

/// Reads files once, one after the other, each from its last position to its end; then the process is done.
///
/// A file's position is kept with its alerts, so a second run after a crash or a kill continues after the last line
/// that is durable, and one after the end finds nothing new.
package final class FileImport: Service {
    /// The progress of the import.
    package struct Progress: Sendable, Equatable {
        /// Bytes of all files together, as they were at the start.
        package var totalBytes: UInt64 = 0
        /// Bytes that were durable before this run.
        package var skippedBytes: UInt64 = 0
        /// Bytes whose lines are durable by now, those before this run included.
        package var keptBytes: UInt64 = 0

        package init() {}
    }

    private struct Entry {
        let path: String
        let door: IntakeDoor
        var size: UInt64 = 0
        /// Bytes that need not be read again.
        var resumption: UInt64 = 0
    }

    /// The name in log lines.
    package let name = "bridge.import"

    private let entries: Mutex<[Entry]>
    private let isFromBeginning: Bool
    private let isDatedByFile: Bool
    private let intake: AlertIntake
    private let clock: ReceiptClock
    private let chunkBytes: Int
    private let thread = ServiceThread(name: "bridge-import")
    private let finished = Mutex(false)

    /// Prepares the import.
    ///
    /// - Parameters:
    ///   - paths: The files, each a door `file:PATH` of its own, the same as when it is followed.
    ///   - isFromBeginning: Whether kept positions are left aside: what was read before comes in again.
    ///   - isDatedByFile: Whether a text that has only a time of day gets the date of its file; else it is a dead letter.
    ///   - intake: Where lines go.
    ///   - clock: The receipt time.
    ///   - chunkBytes: Bytes read at once; a line may be longer.
    package init(
        paths: [String],
        isFromBeginning: Bool = false,
        isDatedByFile: Bool = false,
        intake: AlertIntake,
        clock: ReceiptClock = .system,
        chunkBytes: Int = 256 * 1024
    ) {
        entries = Mutex(paths.map { Entry(path: $0, door: intake.openDoor("file:\($0)", kind: "file")) })
        self.isFromBeginning = isFromBeginning
        self.isDatedByFile = isDatedByFile
        self.intake = intake
        self.clock = clock
        self.chunkBytes = chunkBytes
    }

    /// Whether every file was read to its end and all of it is durable.
    package var isFinished: Bool {
        finished.withLock { $0 }
    }

    /// The progress by durable lines.
    package var progress: Progress {
        let entries = entries.withLock { $0 }
        let kept = Dictionary(intake.counters.map { ($0.door, $0.position) }) { first, _ in first }
        var progress = Progress()
        for entry in entries {
            progress.totalBytes += entry.size
            progress.skippedBytes += entry.resumption
            let position = kept[entry.door.name] ?? nil
            let isMoved = position != entry.door.kept.position
            progress.keptBytes += isMoved ? min(position?.offset ?? 0, entry.size) : entry.resumption
        }
        return progress
    }

    /// The outcome of the lines of this run, for all files together.
    package var counts: DoorCounters {
        let doors = entries.withLock { $0 }.map(\.door)
        var sum = DoorCounters(door: "import")
        for counters in intake.counters {
            guard let before = doors.first(where: { $0.name == counters.door })?.kept else {
                continue
            }
            sum = counters.moved(since: before, onto: sum)
        }
        return sum
    }

    /// Starts reading on its own thread.
    ///
    /// - Throws: ``BridgeError`` when a file is not there or cannot be read.
    package func start(_ handle: ServiceHandle) throws {
        try prepare()
        try thread.start(reportingTo: handle) { [self] stopFlag in
            try run(stopFlag)
            if !stopFlag.isSet {
                handle.finish()
            }
        }
    }

    /// Ends reading; what was handed in is kept by the intake.
    package func stop(within budget: Duration) {
        thread.stop(within: budget)
    }

    /// Reads to the end of the last file, or until it is asked to stop; at the end everything is kept.
    ///
    /// - Throws: ``BridgeError`` when a file cannot be read, or the intake ended.
    package func run(_ stopFlag: StopFlag) throws(BridgeError) {
        for entry in entries.withLock({ $0 }) where !stopFlag.isSet {
            try read(entry, stopFlag)
        }
        guard intake.waitUntilKept(unless: { stopFlag.isSet }) else {
            guard stopFlag.isSet else {
                throw closed("files")
            }
            return
        }
        finished.withLock { $0 = !stopFlag.isSet }
    }

    /// Looks at all files before any is read.
    ///
    /// - Throws: ``BridgeError`` when a file is not there or cannot be read.
    package func prepare() throws(BridgeError) {
        var measured = entries.withLock { $0 }
        for index in measured.indices {
            let path = measured[index].path
            guard let file = try OpenFile.open(path) else {
                throw BridgeError(
                    code: .unreadable,
                    action: "opening \(path)",
                    message: "there is no such file",
                    remedy: "check the path; the other files were not read"
                )
            }
            measured[index].size = file.status.size
            if !isFromBeginning, let place = measured[index].door.kept.position, file.continues(place) {
                measured[index].resumption = place.offset
            }
        }
        let result = measured
        entries.withLock { $0 = result }
    }

    private func read(_ entry: Entry, _ stopFlag: StopFlag) throws(BridgeError) {
        let place = isFromBeginning ? nil : entry.door.kept.position
        let dating: TextDating = isDatedByFile ? .near(try modified(entry.path)) : .nothing
        if let file = try EncodedFile(entry.path, from: place, chunkBytes: chunkBytes) {
            while !stopFlag.isSet, let (block, position) = try file.next() {
                try submit(block, position, of: entry, dating, stopFlag)
            }
            return
        }
        let tailer = FileTailer(path: entry.path, from: place, isFollowing: false, chunkBytes: chunkBytes)
        while !stopFlag.isSet {
            guard case .lines(let block, let position) = try tailer.step() else {
                return
            }
            try submit(block, position, of: entry, dating, stopFlag)
        }
    }

    private func submit(
        _ block: LineBlock,
        _ position: FilePosition,
        of entry: Entry,
        _ dating: TextDating,
        _ stopFlag: StopFlag
    ) throws(BridgeError) {
        let batch = ReceivedBatch.lines(
            ReceivedPieces(
                bytes: block.bytes,
                pieces: block.lines,
                sender: entry.path,
                receivedMilliseconds: clock.milliseconds,
                dating: dating
            ),
            position: position
        )
        guard intake.submit(batch, from: entry.door, unless: { stopFlag.isSet }) || stopFlag.isSet else {
            throw closed(entry.path)
        }
    }

    /// When a file was written last.
    private func modified(_ path: String) throws(BridgeError) -> Timestamp {
        let nanoseconds = try OpenFile.open(path)?.status.modifiedNanoseconds ?? 0
        return Timestamp(nanoseconds: Int64(clamping: nanoseconds))
    }

    private func closed(_ path: String) -> BridgeError {
        BridgeError(
            code: .closed,
            action: "keeping lines of \(path)",
            message: "the intake has ended",
            remedy: "start again; reading goes on behind the last line that was kept"
        )
    }
}
