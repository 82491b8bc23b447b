import Glibc

extension Logger {
    /// Makes a logger of the process: lines to standard error, the system's clock.
    ///
    /// A line goes out in one `write` call, so that lines of several threads do not mix; a line that standard error
    /// does not take is lost, since there is nowhere left to say so.
    package static func standardError(label: String, level: LogLevel, format: LogFormat) -> Logger {
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
