import Glibc

/// Writes log lines: a level, a label, a constant message, and dotted keys with values.
///
/// It is a value: a copy may have another label, level or further metadata, and nothing is global.
package struct Logger: Sendable {
    /// Takes one whole line with its end; called on the thread that logs.
    package typealias Sink = @Sendable (String) -> Void
    /// Tells the time in nanoseconds since 1970-01-01T00:00:00Z.
    package typealias Clock = @Sendable () -> Int64

    /// The part of the program.
    package let label: String
    /// The least level that is written.
    package var level: LoggerLevel
    private var metadata: LoggerMetadata = [:]
    private let format: LoggerFormat
    private let sink: Sink
    private let clock: Clock

    /// Makes a logger.
    ///
    /// - Parameters:
    ///   - label: The part of the program.
    ///   - level: The least level that is written.
    ///   - format: How a line is written.
    ///   - clock: The time of a line.
    ///   - sink: Where lines go.
    package init(
        label: String,
        level: LoggerLevel = .info,
        format: LoggerFormat = .logfmt,
        clock: @escaping Clock,
        sink: @escaping Sink
    ) {
        self.label = label
        self.level = level
        self.format = format
        self.sink = sink
        self.clock = clock
    }

    /// A logger that writes nothing.
    package static var silent: Logger {
        var logger = Logger(label: "silent", level: .critical, clock: { 0 }, sink: { _ in })
        logger.isSilent = true
        return logger
    }

    private var isSilent = false

    /// Returns a logger that adds metadata to each of its lines.
    package func with(_ metadata: LoggerMetadata) -> Logger {
        var copy = self
        copy.metadata = self.metadata.merging(metadata)
        return copy
    }

    /// Writes a line when the level is enabled; the metadata is not computed otherwise.
    package func log(
        _ level: LoggerLevel,
        _ message: StaticString,
        _ metadata: @autoclosure () -> LoggerMetadata = [:]
    ) {
        guard level >= self.level, !isSilent else { return }
        sink(
            format.line(
                nanoseconds: clock(),
                level: level,
                label: label,
                message: "\(message)",
                metadata: self.metadata.merging(metadata())
            )
        )
    }

    /// Writes a line of level trace.
    package func trace(_ message: StaticString, _ metadata: @autoclosure () -> LoggerMetadata = [:]) {
        log(.trace, message, metadata())
    }

    /// Writes a line of level debug.
    package func debug(_ message: StaticString, _ metadata: @autoclosure () -> LoggerMetadata = [:]) {
        log(.debug, message, metadata())
    }

    /// Writes a line of level info.
    package func info(_ message: StaticString, _ metadata: @autoclosure () -> LoggerMetadata = [:]) {
        log(.info, message, metadata())
    }

    /// Writes a line of level notice.
    package func notice(_ message: StaticString, _ metadata: @autoclosure () -> LoggerMetadata = [:]) {
        log(.notice, message, metadata())
    }

    /// Writes a line of level warning.
    package func warning(_ message: StaticString, _ metadata: @autoclosure () -> LoggerMetadata = [:]) {
        log(.warning, message, metadata())
    }

    /// Writes a line of level error.
    package func error(_ message: StaticString, _ metadata: @autoclosure () -> LoggerMetadata = [:]) {
        log(.error, message, metadata())
    }

    /// Writes a line of level critical.
    package func critical(_ message: StaticString, _ metadata: @autoclosure () -> LoggerMetadata = [:]) {
        log(.critical, message, metadata())
    }
}

extension Logger {
    /// Makes a logger of the process: lines to standard error, the system's clock.
    ///
    /// A line goes out in one `write` call, so that lines of several threads do not mix; a line that standard error
    /// does not take is lost, since there is nowhere left to say so.
    package static func standardError(label: String, level: LoggerLevel, format: LoggerFormat) -> Logger {
        Logger(
            label: label,
            level: level,
            format: format,
            clock: {
                var now = timespec()
                clock_gettime(CLOCK_REALTIME, &now)
                return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
            },
            sink: { line in
                var line = line
                line.withUTF8 { bytes in
                    var rest = UnsafeRawBufferPointer(bytes)[...]
                    while !rest.isEmpty {
                        let count = write(STDERR_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                        if count < 0, errno != EINTR { return }
                        rest = rest.dropFirst(max(0, count))
                    }
                }
            }
        )
    }
}
