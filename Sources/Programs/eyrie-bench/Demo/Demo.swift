import CommandLineKit
import EventModel
import Foundation
import LogPort
import PipelineTestKit
import SQLiteLog

/// The demo's steps and what they have to show.
final class Demo {
    /// The most incidents that a day may have on which nothing happened.
    private static let handful = 5
    /// How much of the incident is shown: its head, its course, and the reasons of the first alerts.
    private static let shownLines = 130

    private let program: String
    private let scenario: DemoScenario
    private let output: CommandOutput
    private let folder: TemporaryFolder
    private let watch = Stopwatch()
    private var isGood = true

    init(program: String, scenario: DemoScenario, output: CommandOutput) throws {
        self.program = program
        self.scenario = scenario
        self.output = output
        folder = try TemporaryFolder("demo")
    }

    private var logFolder: String {
        "\(folder.path)/log"
    }

    /// Runs all steps.
    ///
    /// - Parameter keeping: Whether log and vault are left there afterwards; the report always is.
    /// - Returns: Whether everything was as it should be.
    /// - Throws: `BenchFailure` when a step cannot even be tried.
    func run(keeping: Bool) throws -> Bool {
        step("starting `eyrie up` on \(logFolder)")
        let process = try EyrieProcess(program: program, folder: logFolder)
        defer { process.stop() }
        let ports = try process.waitUntilReady(within: 30)
        output.print("the HTTP door listens on port \(ports.http), probes and metrics on \(ports.probes)")

        step("a quiet day: \(scenario.firstDay.count) alerts")
        try post(scenario.firstDay, to: ports.http)

        step("training on the quiet day")
        try train()

        step("the next day: \(scenario.secondDay.count) alerts, an intrusion among them")
        try post(scenario.secondDay, to: ports.http)

        step("what was found")
        let incidents = try waitForIncidents()
        try judge(incidents)

        step("proof that nothing was lost or decided twice")
        check("the ledger balances", try show(["ledger"]) == 0)

        step("deciding everything again, twice, and comparing with what was decided live")
        check("the replay equals what was decided live", try show(["replay", "verify"]) == 0)

        step("stopping")
        check("`eyrie up` ended in order", process.stop() == 0)
        if keeping {
            output.print("log and vault stay in \(logFolder)")
        } else {
            try FileManager.default.removeItem(atPath: logFolder)
        }
        let seconds = Int(watch.seconds.rounded())
        output.print("\n\(isGood ? "DEMO SUCCEEDED" : "DEMO FAILED") after \(seconds) s")
        return isGood
    }

    private func post(_ stream: AlertStream, to port: Int) throws {
        let senders = try NodeSenders(url: "http://127.0.0.1:\(port)/", stream: stream)
        let posting = Stopwatch()
        let outcome = try senders.run()
        let seconds = posting.seconds
        output.print(
            "\(outcome.accepted) alerts from \(senders.nodeCount) nodes, one POST each, durable when answered: "
                + "\(NumberText.short(seconds)) s, \(NumberText.short(Double(outcome.accepted) / seconds)) alerts/s"
        )
        check("every alert was taken", outcome.accepted == stream.count, outcome.firstFailure ?? "")
        let log = try ReadOnlySQLiteLog(folder: logFolder)
        defer { log.close() }
        let deciding = Stopwatch()
        try DecisionWatch(log).waitUntilDecided(alerts: 0)
        output.print("all of them decided \(NumberText.short(deciding.seconds * 1_000)) ms after the last answer")
    }

    private func train() throws {
        let trained = try run(["model", "train", "--note", "the quiet day"])
        guard let digest = trained.text.split(whereSeparator: { $0.isWhitespace }).first(where: Self.isDigest) else {
            throw BenchFailure("`eyrie model train` named no model")
        }
        check("a model was trained", trained.code == 0)
        check("the model was activated", try show(["model", "activate", String(digest)]) == 0)
    }

    private static func isDigest(_ word: Substring) -> Bool {
        word.utf8.count == 64 && word.allSatisfy(\.isHexDigit)
    }

    /// Waits until the vault shows the intrusion and nothing more comes, or for 20 seconds.
    private func waitForIncidents() throws -> [DemoIncident] {
        let waiting = Stopwatch()
        var last: [DemoIncident] = []
        while waiting.seconds < 20 {
            let listed = try ProgramRun.run(program, ["incidents", "list", "--json", "--folder", logFolder])
            let incidents = try DemoIncident.read(lines: listed.text)
            if incidents == last, incidents.contains(where: scenario.isIntrusion) {
                break
            }
            last = incidents
            usleep(300_000)
        }
        return last
    }

    private func judge(_ incidents: [DemoIncident]) throws {
        _ = try show(["incidents", "list"])
        let found = incidents.filter(scenario.isIntrusion)
        let others = incidents.count - found.count
        let steps = scenario.intrusion.alerts.count
        check("the intrusion into \(scenario.intrusion.pod) is among them", !found.isEmpty)
        check("at most \(Self.handful) others", others <= Self.handful, "there are \(others)")
        guard let incident = found.max(by: { $0.alerts < $1.alerts }) else { return }
        check("it holds most of the intruder's \(steps) steps", incident.alerts * 2 > steps, "\(incident.alerts)")

        step("the incident, with its reasons")
        check("it can be shown", try show(["incidents", "show", incident.id], lines: Self.shownLines) == 0)

        step("its report")
        for format in ["markdown", "html"] {
            let path = "\(folder.path)/incident.\(format == "html" ? "html" : "md")"
            let code = try run(["report", "incident", incident.id, "--format", format, "--output", path]).code
            let length = (try? Data(contentsOf: URL(fileURLWithPath: path)).count) ?? 0
            check("the report was written", code == 0 && length > 0)
        }
    }

    /// Runs a command of the program and shows it with what it says.
    private func show(_ words: [String], lines: Int = .max) throws -> Int32 {
        try run(words, lines: lines).code
    }

    private func run(_ words: [String], lines: Int = .max) throws -> (code: Int32, text: String) {
        output.print("$ eyrie \(words.joined(separator: " "))")
        let result = try ProgramRun.run(program, words + ["--folder", logFolder])
        let said = result.text.split(separator: "\n", omittingEmptySubsequences: false)
        for line in said.prefix(lines) where lines == .max ? !line.isEmpty : true {
            output.print(String(line))
        }
        if said.count > lines {
            output.print("... and \(said.count - lines) lines more, all of them in the report")
        }
        return result
    }

    private func step(_ title: String) {
        output.print("\n== \(title)")
    }

    private func check(_ claim: String, _ holds: Bool, _ otherwise: String = "") {
        isGood = isGood && holds
        let details = holds || otherwise.isEmpty ? "" : ": \(otherwise)"
        output.print("[\(holds ? "ok" : "FAILED")] \(claim)\(details)")
    }
}
