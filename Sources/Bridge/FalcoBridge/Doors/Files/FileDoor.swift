package import Lifecycle
package import Telemetry

/// The door for Falco's `file_output` and for containers' logs: one alert per line, with other text between.
///
/// It follows files, folders and patterns (`/var/log/containers/falco-*.log`) with one thread, new files included, and
/// takes turns among files that have something new. Each file is its own door at the intake (`file:PATH`) whose
/// position is kept with its alerts, so after a restart it continues after the last line that is durable: no line is
/// lost or taken twice. See ``FileTailer`` for what happens at renaming and truncating, ``FileDoorLimits`` for limits.
package final class FileDoor: Service {
    /// The name in log lines.
    package let name = "bridge.files"

    private let patterns: [FilePattern]
    private let limits: FileDoorLimits
    private let intake: AlertIntake
    private let clock: ReceiptClock
    private let logger: Logger
    private let thread = ServiceThread(name: "bridge-files")

    /// Prepares the door.
    ///
    /// - Parameters:
    ///   - patterns: Files, which need not be there yet, folders, and patterns of the shell's kind.
    ///   - intake: Where lines go.
    ///   - clock: The receipt time.
    ///   - limits: How many files at once, and how often they are looked at.
    ///   - logger: For files that come, were rotated, or cannot be read for now.
    package init(
        patterns: [String],
        intake: AlertIntake,
        clock: ReceiptClock = .system,
        limits: FileDoorLimits = FileDoorLimits(),
        logger: Logger
    ) {
        self.patterns = patterns.map { FilePattern(text: $0) }
        self.limits = limits
        self.intake = intake
        self.clock = clock
        self.logger = logger
    }

    /// Starts reading on its own thread.
    package func start(_ handle: ServiceHandle) throws {
        try thread.start(reportingTo: handle) { [self] stopFlag in try run(stopFlag) }
    }

    /// Stops reading; the intake keeps the batches handed in.
    package func stop(within budget: Duration) {
        thread.stop(within: budget)
    }

    /// Reads until it is asked to stop.
    ///
    /// - Throws: ``BridgeError`` when the intake ended.
    package func run(_ stopFlag: StopFlag) throws(BridgeError) {
        var list = FollowedFiles(patterns: patterns, limits: limits, intake: intake, logger: logger)
        let clock = ContinuousClock()
        var searched = clock.now
        list.search()
        while !stopFlag.isSet {
            if clock.now - searched >= limits.searchInterval {
                list.search()
                searched = clock.now
            }
            var isBusy = false
            for file in list.beginRound() {
                guard !stopFlag.isSet else {
                    return
                }
                file.lookBefore()
                isBusy = try advance(file, stopFlag) || isBusy
                list.note(file)
            }
            if !isBusy {
                stopFlag.wait(for: limits.pause * max(1, list.count / 100))
            }
        }
    }

    /// Reads a file one step further; returns whether there was something new.
    private func advance(_ file: FollowedFile, _ stopFlag: StopFlag) throws(BridgeError) -> Bool {
        switch step(file) {
        case .lines(let block, let position):
            let batch = ReceivedBatch.lines(
                ReceivedPieces(
                    bytes: block.bytes,
                    pieces: block.lines,
                    sender: file.path,
                    receivedMilliseconds: clock.milliseconds,
                    dating: file.isLive(at: clock.milliseconds) ? .receipt : .nothing
                ),
                position: position
            )
            guard intake.submit(batch, from: file.door, unless: { stopFlag.isSet }) else {
                guard stopFlag.isSet else {
                    throw BridgeError(
                        code: .closed,
                        action: "keeping lines of \(file.path)",
                        message: "the intake has ended",
                        remedy: "start again; reading goes on behind the last line that was kept"
                    )
                }
                return true
            }
            file.isIdle = false
            file.handedIn = position
            return true
        case .notice(let notice):
            say(notice, of: file)
            return true
        case .idle, .end:
            file.isIdle = true
            file.wasAtEnd = true
            return false
        }
    }

    /// Steps; a file that cannot be read now is tried again, since rights and mounts may change.
    private func step(_ file: FollowedFile) -> FileTailer.Step {
        do throws(BridgeError) {
            let step = try file.tailer.step()
            file.trouble = nil
            return step
        } catch {
            if file.trouble != error.description {
                file.trouble = error.description
                logger.warning(
                    "A file cannot be read for now",
                    ["file.path": .string(file.path), "error": .error(error)]
                )
            }
            return .idle
        }
    }

    private func say(_ notice: FileNotice, of file: FollowedFile) {
        switch notice {
        case .foundRotated(let path):
            logger.info(
                "A rotated file is read first",
                ["file.path": .string(file.path), "file.rotated": .string(path)]
            )
        case .truncated:
            logger.info("A file was truncated and is read from its start", ["file.path": .string(file.path)])
        case .gone(let place):
            logger.warning(
                "The file of the stored position is gone; lines after the position were not read",
                [
                    "file.path": .string(file.path), "file.inode": .integer(place.inode),
                    "file.offset": .integer(place.offset),
                ]
            )
        }
    }
}
