/// What Debian's `wrk` saw of one run with a script of ``LoadScript``.
struct HTTPLoad: Sendable {
    /// Requests begun; those without an answer at the end are among them.
    let sent: Int
    let answered: Int
    /// Answers over 399, and errors of connecting, reading, writing and time-outs.
    let failed: Int
    let seconds: Double
    /// Milliseconds from a request to its answer.
    let p50: Double
    let p99: Double
    let largest: Double

    /// Requests answered 200.
    var accepted: Int {
        answered - failed
    }

    /// Requests answered 200 a second.
    var rate: Double {
        Double(accepted) / seconds
    }

    /// Sends as fast as answers come, from two threads.
    ///
    /// - Throws: `BenchFailure` when wrk does not end well.
    static func run(
        _ wrk: String,
        _ url: String,
        connections: Int,
        seconds: Int,
        script: String
    ) throws -> HTTPLoad {
        let words = ["-t2", "-c\(connections)", "-d\(seconds)s", "--timeout", "20s", "-s", script, url]
        let result = try ProgramRun.run(wrk, words)
        guard result.code == 0, let line = result.text.split(separator: "\n").first(where: { $0.hasPrefix("RESULT") })
        else {
            throw BenchFailure("wrk ended with \(result.code):\n\(result.text)")
        }
        var values: [Substring: Double] = [:]
        for word in line.split(separator: " ").dropFirst() {
            let parts = word.split(separator: "=")
            values[parts[0]] = parts.count == 2 ? Double(parts[1]) : nil
        }
        return HTTPLoad(
            sent: Int(values["sent"] ?? 0),
            answered: Int(values["answered"] ?? 0),
            failed: Int(values["failed"] ?? 0),
            seconds: (values["microseconds"] ?? 0) / 1e6,
            p50: (values["p50"] ?? 0) / 1_000,
            p99: (values["p99"] ?? 0) / 1_000,
            largest: (values["max"] ?? 0) / 1_000
        )
    }
}
