import Foundation
import PipelineTestKit
import Testing

/// Clients that are not ours: socat and logger, as Falco's `program_output` and administrators use them.
@Suite("Clients of others")
struct ForeignClientTests {
    private static let socat = tool("socat")
    private static let logger = tool("logger")

    /// Where a program is; nil when this machine lacks it.
    private static func tool(_ name: String) -> String? {
        ["/usr/bin", "/bin", "/usr/local/bin"].map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Alerts of our own making, one a line.
    private static func alerts(_ count: Int) -> [String] {
        (0..<count).map { number in
            #"{"hostname":"node-1","output":"o \#(number)","output_fields":{"evt.time":170000000000000\#(1000 + number)},"#
                + #""priority":"Notice","rule":"R: \#(number)","source":"syscall","time":"2026-03-01T10:00:00.00000\#(1000 + number)Z"}"#
        }
    }

    /// Runs a program to its end with text on its standard input.
    private static func run(_ program: String, _ words: [String], input: String) throws {
        let result = try ChildProcess.run(program, words, input: input)
        #expect(result.code == 0, "\(program) \(words): \(result.error)")
    }

    /// The bytes of all alerts in the log of a stopped process, sorted.
    private static func kept(_ folder: String) throws -> [String] {
        let printed = try EyrieProcess.run(["log", "cat", "alerts", "--folder", folder])
        #expect(printed.code == 0, "\(printed.error)")
        return printed.output.split(separator: "\n").map(String.init)
    }

    private static func start(_ folder: String, _ settings: [String]) throws -> RunningProcess {
        let process = try RunningProcess(
            [
                "up", "--folder", folder, "--set", "bridge.http.enabled=false", "--set", "probes.enabled=false",
                "--set",
                "log.partitions=2",
            ] + settings.flatMap { ["--set", $0] }
        )
        #expect(process.hasSaid("eyrie is up"), "\(process.text)")
        return process
    }

    /// Asks the ledger until a door has received so many.
    private static func hasReceived(_ count: Int, _ door: String, _ folder: String) throws -> String {
        var output = ""
        for _ in 0..<500 {
            output = try EyrieProcess.run(["ledger", "--folder", folder]).output
            if output.contains("door \(door): received \(count) =") {
                return output
            }
        }
        return output
    }

    @Test(
        "socat, as program_output runs it: each line of several clients is kept",
        .enabled(if: socat != nil, "there is no socat: install it with make setup-clients")
    )
    func socatLines() throws {
        let folder = try TemporaryFolder()
        let socket = "\(folder.path)/x.sock"
        let process = try Self.start(
            "\(folder.path)/log",
            ["bridge.socket.path=\(socket)", "bridge.syslog.udp=127.0.0.1:0"]
        )
        let alerts = Self.alerts(300)
        for part in 0..<3 {
            let lines = alerts[part * 100..<(part + 1) * 100].joined(separator: "\n") + "\nwords\n"
            try Self.run(try #require(Self.socat), ["-", "UNIX-CONNECT:\(socket)"], input: lines)
        }
        let ledger = try Self.hasReceived(303, "socket", "\(folder.path)/log")
        #expect(ledger.contains("door socket: received 303 = appended 300 "), "\(ledger)")
        #expect(ledger.contains("skipped 3"), "\(ledger)")
        #expect(process.stop().code == 0, "\(process.text)")
        let kept = try Self.kept("\(folder.path)/log")
        #expect(alerts.allSatisfy { alert in kept.contains { $0.contains(alert) } })
    }

    @Test(
        "logger over UDP, TCP and a unix socket, in both forms of syslog",
        .enabled(if: logger != nil, "there is no logger: it is in Debian's bsdutils"),
        arguments: [
            ["--udp", "--rfc3164"], ["--udp", "--rfc5424"], ["--tcp", "--rfc3164"], ["--tcp", "--rfc5424"],
            ["--tcp", "--octet-count", "--rfc5424"], ["--socket"],
        ]
    )
    func loggerMessages(options: [String]) throws {
        let folder = try TemporaryFolder()
        let socket = "\(folder.path)/log.sock"
        let process = try Self.start(
            "\(folder.path)/log",
            ["bridge.syslog.udp=127.0.0.1:0", "bridge.syslog.tcp=127.0.0.1:0", "bridge.syslog.socket=\(socket)"]
        )
        let isSocket = options == ["--socket"]
        let port = process.number(behind: options.contains("--udp") ? "syslog.udp.port=" : "syslog.tcp.port=")
        let place = isSocket ? ["--socket", socket] : ["--server", "127.0.0.1", "--port", "\(port)"] + options
        let alerts = Self.alerts(30)
        let words = place + ["--tag", "falco", "--priority", "daemon.warning", "--size", "8192"]
        try Self.run(try #require(Self.logger), words, input: alerts.joined(separator: "\n") + "\nother words\n")
        let ledger = try Self.hasReceived(31, "syslog", "\(folder.path)/log")
        #expect(ledger.contains("door syslog: received 31 = appended 30 "), "\(ledger)")
        #expect(process.stop().code == 0, "\(process.text)")
        let kept = try Self.kept("\(folder.path)/log")
        #expect(alerts.allSatisfy { alert in kept.contains { $0.contains(alert) } })
    }

    /// Each request is another alert; a thread's number keeps two threads apart.
    private static let script = """
        local thread, sent = 0, 0
        function setup(t) thread = thread + 1; t:set("number", thread) end
        function request()
            sent = sent + 1
            return wrk.format("POST", "/", nil, string.format('{"output":"o %d","priority":"Notice","rule":"R",' ..
                '"source":"syscall","time":"2026-03-01T10:00:%02d.%09dZ"}', number, number, sent))
        end
        function done(summary) io.write(string.format("answered %d refused %d broken %d\\n", summary.requests,
            summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.timeout)) end
        """

    @Test(
        "wrk with 64 connections: every answer is 200, and each answered alert is kept once",
        .enabled(if: OutsideTool.has("wrk"), "there is no wrk: install it with make setup-clients")
    )
    func manyConnections() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        let process = try EyrieProcess(folder: log)
        #expect(process.isUp)
        try Data(Self.script.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/alerts.lua"))
        let run = try OutsideTool.run(
            "wrk",
            ["-c", "64", "-t", "2", "-d", "2s", "-s", "\(folder.path)/alerts.lua", process.url]
        )
        let counts = try #require(run.output.firstMatch(of: #/answered (\d+) refused (\d+) broken (\d+)/#), "\(run)")
        let answered = try #require(Int(counts.1))
        #expect(answered > 64 && counts.2 == "0" && counts.3 == "0", "\(run.output)")
        let ledger = try EyrieProcess.ledgerWhenDecided(log)
        #expect(ledger.code == 0, "\(ledger.output)")
        process.send(SIGTERM)
        #expect(process.wait() == 0)
        let kept = try KeptAlerts(folder: log).ids
        // At the end of its time wrk leaves what it has sent and has no answer to.
        #expect((answered...answered + 64).contains(kept.count), "\(answered) answered, \(kept.count) kept")
        #expect(kept.values.allSatisfy { $0 == 1 })
    }
}
