import CommandLineKit

/// What is to be measured of the bridge, and where.
struct BridgePlan: Sendable {
    /// A part of the bench, chosen by `--only`.
    enum Part: String, CaseIterable, Sendable {
        case http
        case many
        case tls
        case fileKafka = "file-kafka"
        case fileEmbedded = "file-embedded"
        case spool
        case soak
        case outage

        /// Whether it takes minutes and runs only when it is asked for.
        var isLong: Bool {
            self == .soak || self == .outage
        }
    }

    let run: BenchRun
    /// Path of `eyrie`.
    let program: String
    /// Brokers of a cluster, comma separated; nil has none.
    let servers: String?
    /// Seconds of each load of wrk.
    var seconds = 8
    var repeats = 3
    /// Mebibytes that the part `spool` fills.
    var spoolMebibytes = 1_024
    /// Length of soak and outage; nil takes 45 and 10.
    var minutes: Double?
    /// Alerts a second in soak and outage.
    var rate = 2_000
    /// Shell commands that take the brokers away and bring them back.
    var away: String?
    var back: String?

    /// Finds what is measured.
    ///
    /// - Throws: `CommandFailure` when `eyrie` has not been built.
    init(run: BenchRun, servers: String?) throws {
        self.run = run
        self.servers = servers
        program = try ProgramRun.eyrie()
    }

    func progress(_ text: String) {
        run.progress(text)
    }

    /// Returns why a part is not measured.
    func skip(_ part: Part, _ reason: String) -> BenchResult {
        run.progress("\(part.rawValue) is skipped: \(reason)")
        return BenchResult()
    }

    /// Finds a program of others; says plainly when it is not installed, and what is omitted for that.
    func peer(_ name: String, package: String) -> String? {
        guard let path = try? ProgramRun.find(name, package: package) else {
            run.progress("\(name) is not installed (Debian's package \(package)): its part is left out")
            return nil
        }
        return path
    }
}
