import Glibc
package import Lifecycle

/// The door for `program_output` and pipes: one alert per line on standard input, with other text between.
///
/// A file that is redirected here is old: a text in it that has only a time of day has no date, and is a dead letter.
/// It cannot go back: lines that were read and not kept when the process is killed are lost.
package final class StandardInputDoor: Service {
    /// The name in log lines.
    package let name = "bridge.stdin"

    private let descriptor: Int32
    private let intake: AlertIntake
    private let door: IntakeDoor
    private let clock: ReceiptClock
    private let thread = ServiceThread(name: "bridge-stdin")

    /// Prepares the door.
    ///
    /// - Parameters:
    ///   - descriptor: What to read; the caller closes it.
    ///   - intake: Where lines go.
    ///   - clock: The receipt time.
    package init(descriptor: Int32 = STDIN_FILENO, intake: AlertIntake, clock: ReceiptClock = .system) {
        self.descriptor = descriptor
        self.intake = intake
        self.clock = clock
        door = intake.openDoor("stdin", kind: "stdin")
    }

    /// Starts reading on its own thread.
    package func start(_ handle: ServiceHandle) throws {
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

    /// Reads until the end, or until it is asked to stop; then everything that was read is kept.
    ///
    /// - Throws: ``BridgeError`` when standard input cannot be read, or the intake ended.
    package func run(_ stopFlag: StopFlag) throws(BridgeError) {
        var lines = LineReader()
        var chunk = [UInt8](repeating: 0, count: 256 * 1024)
        while !stopFlag.isSet {
            // Check the stop flag five times a second: nothing else wakes a read of a silent pipe.
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&poller, 1, 200) > 0 else {
                continue
            }
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                guard errno == EINTR || errno == EAGAIN else {
                    throw BridgeError(
                        code: .unreadable,
                        action: "reading standard input",
                        message: String(cString: strerror(errno)),
                        remedy: "check what is connected to it"
                    )
                }
                continue
            }
            guard count > 0 else {
                break
            }
            if let block = chunk.withUnsafeBytes({ lines.feed(UnsafeRawBufferPointer(rebasing: $0[..<count])) }) {
                try submit(block, stopFlag)
            }
        }
        if let block = lines.finish() {
            try submit(block, stopFlag)
        }
        guard intake.waitUntilKept(unless: { stopFlag.isSet }) || stopFlag.isSet else {
            throw closed()
        }
    }

    /// Whether a regular file is connected: what stands in it was written at some other time.
    private var isFile: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private func submit(_ block: LineBlock, _ stopFlag: StopFlag) throws(BridgeError) {
        let batch = ReceivedBatch.lines(
            ReceivedPieces(
                bytes: block.bytes,
                pieces: block.lines,
                sender: "stdin",
                receivedMilliseconds: clock.milliseconds,
                dating: isFile ? .nothing : .receipt
            )
        )
        guard intake.submit(batch, from: door, unless: { stopFlag.isSet }) else {
            throw closed()
        }
    }

    private func closed() -> BridgeError {
        BridgeError(
            code: .closed,
            action: "keeping lines of standard input",
            message: "the intake has ended",
            remedy: "find out why it stopped; lines that were not kept have to be sent again"
        )
    }
}
