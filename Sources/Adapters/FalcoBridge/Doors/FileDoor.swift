package import Lifecycle
import Synchronization
package import Telemetry

/// The door for Falco's `file_output`, or for a container's log: one alert a line, other text between them.
///
/// Its position is kept with the alerts, so after a restart it goes on behind the last line that is durable: no line is
/// lost or taken twice. See ``FileTailer`` for what happens at renaming and truncating.
package final class FileDoor: Service {
    /// How a file is read.
    package enum Mode: Sendable, Equatable {
        /// From its kept position, or its start, to its end; then the process is done.
        case once
        /// On and on, as `tail -F`.
        case follow
    }

    /// The name in log lines.
    package let name: String

    private let path: String
    private let mode: Mode
    private let intake: AlertIntake
    private let door: IntakeDoor
    private let clock: ReceiptClock
    private let pause: Duration
    private let chunkBytes: Int
    private let logger: Logger
    private let thread = Mutex<WorkerThread?>(nil)

    /// Prepares the door.
    ///
    /// - Parameters:
    ///   - path: The file; following, it need not be there yet.
    ///   - mode: How it is read.
    ///   - intake: Where lines go.
    ///   - clock: The receipt time.
    ///   - pause: Following, the time between two looks at the end of the file.
    ///   - chunkBytes: Bytes read at once; a line may be longer.
    ///   - logger: For files that cannot be read for now.
    package init(
        path: String,
        mode: Mode,
        intake: AlertIntake,
        clock: ReceiptClock = .system,
        pause: Duration = .milliseconds(100),
        chunkBytes: Int = 256 * 1024,
        logger: Logger
    ) {
        name = "bridge.file"
        self.path = path
        self.mode = mode
        self.intake = intake
        self.clock = clock
        self.pause = pause
        self.chunkBytes = chunkBytes
        self.logger = logger
        door = intake.openDoor("file:\(path)", kind: "file")
    }

    /// Starts reading on a thread of its own.
    package func start(_ handle: ServiceHandle) throws {
        let worker = WorkerThread(name: "bridge-file", reportingTo: handle) { [self] stopFlag in
            try run(stopFlag)
            if mode == .once, !stopFlag.isSet {
                handle.finish()
            }
        }
        try worker.start()
        thread.withLock { $0 = worker }
    }

    /// Ends reading; what was handed in is kept by the intake.
    package func stop(within budget: Duration) {
        let worker = thread.withLock { $0 }
        worker?.requestStop()
        worker?.join(within: budget)
    }

    /// Reads until the end, or until it is asked to stop; at the end everything is kept.
    ///
    /// - Throws: ``BridgeError`` when a file that is read once cannot be read, or the intake ended.
    package func run(_ stopFlag: StopFlag) throws(BridgeError) {
        let tailer = FileTailer(
            path: path,
            from: door.kept.position,
            isFollowing: mode == .follow,
            chunkBytes: chunkBytes
        )
        while !stopFlag.isSet {
            switch try step(tailer) {
            case .lines(let block, let position):
                let batch = ReceivedBatch(
                    form: .lines,
                    bytes: block.bytes,
                    pieces: block.lines,
                    sender: path,
                    receivedMilliseconds: clock.milliseconds,
                    position: position
                )
                guard intake.submit(batch, from: door) else {
                    throw closed()
                }
            case .idle:
                stopFlag.wait(for: pause)
            case .end:
                guard intake.waitUntilKept() else {
                    throw closed()
                }
                return
            }
        }
    }

    /// Steps; following, a file that cannot be read now is tried again, for rights and mounts come and go.
    private func step(_ tailer: FileTailer) throws(BridgeError) -> FileTailer.Step {
        do throws(BridgeError) {
            return try tailer.step()
        } catch {
            guard mode == .follow else {
                throw error
            }
            logger.warning("A file cannot be read for now", ["file.path": .string(path), "error": .error(error)])
            return .idle
        }
    }

    private func closed() -> BridgeError {
        BridgeError(
            code: .closed,
            action: "keeping lines of \(path)",
            message: "the intake has ended",
            remedy: "start again; reading goes on behind the last line that was kept"
        )
    }
}
