import Synchronization
import Telemetry
import Testing

@Suite("Log lines")
struct LoggerTests {
    /// Keeps lines in memory.
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock { $0 } }

        func logger(level: LoggerLevel = .trace, format: LoggerFormat = .logfmt, nanoseconds: Int64 = 0) -> Logger {
            Logger(
                label: "door",
                level: level,
                format: format,
                clock: { nanoseconds },
                sink: { [self] line in lines.withLock { $0.append(line) } }
            )
        }
    }

    @Test("logfmt quotes what needs it and keeps the order of keys")
    func logfmt() {
        let lines = Lines()
        lines.logger().info(
            "Door is open",
            ["http.port": 2801, "path": "/", "empty": "", "share": 0.5, "tls": false, "text": "a \"b\"\n=\\"]
        )
        #expect(
            lines.all == [
                "time=1970-01-01T00:00:00.000000Z level=info logger=door message=\"Door is open\" http.port=2801 "
                    + #"path=/ empty="" share=0.5 tls=false text="a \"b\"\n=\\""# + "\n"
            ]
        )
    }

    @Test("JSON lines are one object each, values typed")
    func json() {
        let lines = Lines()
        let logger = lines.logger(format: .json)
        logger.error("Closed", ["count": 3, "nothing": .number(.nan), "on": true, "why": "a\u{1}\u{2028}\u{85}é\t"])
        #expect(
            lines.all == [
                #"{"time":"1970-01-01T00:00:00.000000Z","level":"error","logger":"door","message":"Closed","count":3,"#
                    + #""nothing":"nan","on":true,"why":"a\u0001\u2028\u0085é\t"}"# + "\n"
            ]
        )
    }

    @Test("A value never begins a new line nor turns the text around", arguments: LoggerFormat.allCases)
    func injection(format: LoggerFormat) {
        let lines = Lines()
        lines.logger(format: format).info("Seen", ["rule": "x\r\n\u{B}\u{C}\u{1B}[2K\u{202E}\u{2066}\u{2029}y"])
        #expect(lines.all.count == 1)
        let scalars = lines.all[0].dropLast().unicodeScalars
        #expect(scalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F })
    }

    @Test("Keys never break a line")
    func keys() {
        let lines = Lines()
        lines.logger().info("m", ["a b=\n": 1, "level": 2, "": 3, "twice": 4, "twice": 5])
        #expect(lines.all[0].hasSuffix("message=m a_b__=1 field.level=2 field.=3 twice=5\n"))
    }

    @Test("Lines below the level are neither written nor computed")
    func levels() {
        let lines = Lines()
        var computed = 0
        func metadata() -> LoggerMetadata {
            computed += 1
            return [:]
        }
        for level in LoggerLevel.allCases { lines.logger(level: .warning).log(level, "m", metadata()) }
        #expect(computed == 3)
        #expect(lines.all.map { $0.split(separator: " ")[1] } == ["level=warning", "level=error", "level=critical"])
        Logger.silent.critical("m", metadata())
        #expect(computed == 3)
    }

    @Test("A derived logger adds its metadata, and the line's own wins")
    func derived() {
        let lines = Lines()
        let logger = lines.logger().with(["a": 1, "b": 2])
        logger.debug("m", ["b": 3, "c": 4])
        logger.debug("m")
        #expect(lines.all[0].hasSuffix(" message=m a=1 b=3 c=4\n"))
        #expect(lines.all[1].hasSuffix(" message=m a=1 b=2\n"))
    }

    @Test(
        "Times are RFC 3339 in UTC with microseconds",
        arguments: [
            // Seconds from `date -u -d TIME +%s`.
            (1_709_210_096_123_456_789, "2024-02-29T12:34:56.123456Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00.000000Z"),
            (4_107_542_399_999_999_999, "2100-02-28T23:59:59.999999Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
        ]
    )
    func times(nanoseconds: Int64, text: String) {
        let lines = Lines()
        lines.logger(nanoseconds: nanoseconds).info("m")
        #expect(lines.all[0].hasPrefix("time=\(text) "))
    }

    @Test("Values of Swift types are written whole")
    func values() {
        #expect(LoggerValue.integer(UInt64.max) == .string("18446744073709551615"))
        #expect(LoggerValue.integer(Int64.min) == .integer(.min))
        #expect(LoggerValue.duration(.milliseconds(1_500)) == "1.5s")
    }

    @Test("A secret shows itself nowhere")
    func secrets() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        dump(["nested": (1, secret)], to: &dumped)
        let lines = Lines()
        lines.logger().info("m", ["token": "\(secret)"])
        let all = [dumped, "\(secret)", "\(Optional(secret) as Any)", String(reflecting: secret)] + lines.all
        #expect(all.allSatisfy { !$0.contains("hunter2") })
        #expect(lines.all[0].hasSuffix("token=<hidden>\n"))
        #expect(secret.exposed == "hunter2")
    }
}
