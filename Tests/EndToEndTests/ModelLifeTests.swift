import Foundation
import HTTPRequests
import PipelineTestKit
import Testing

/// From a quiet day to a model, an intrusion, an incident and an analyst's word, by the commands a person types.
@Suite("The life of a model")
struct ModelLifeTests {
    private static func post(_ stream: AlertStream, to url: String) throws {
        let client = HTTPClient()
        for index in 0..<stream.count {
            #expect(try client.post(url, body: Array(stream[index])).status == 200)
        }
    }

    private static func run(_ words: String..., folder: String) throws -> String {
        let result = try EyrieProcess.run(words + ["--folder", folder])
        #expect(result.code == 0, "\(words): \(result.error)")
        return result.output
    }

    @Test("learn, train, activate, find, triage, report; and the replay agrees", arguments: [7 as UInt64])
    func wholeLife(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        // Two workers a stage: the partitions are shared, and nothing may change for it.
        let process = try EyrieProcess(folder: log, words: ["--set", "worker.threads=2"])
        let generator = AlertGenerator(seed: seed, shape: ClusterShape(workloads: 8, podsPerWorkload: 2, nodes: 3))
        let quiet = generator.quietDay(alerts: 2500)
        try Self.post(quiet, to: process.url)
        _ = try EyrieProcess.ledgerWhenDecided(log)
        #expect(try Self.run("log", "cat", "verdicts", "--count", "1", folder: log).contains(#""state":"learning""#))

        let trained = try Self.run("model", "train", "--note", "the quiet day", folder: log)
        #expect(trained.contains("trained on 2500 vectors"), "\(trained)")
        let digest = try #require(trained.firstMatch(of: #/model ([0-9a-f]{64})/#)).1
        #expect(try Self.run("model", "activate", String(digest.prefix(12)), folder: log).contains(digest))
        #expect(try Self.run("model", "list", folder: log).contains("\(digest) (active)"))
        // The same range and seed once more: the same model.
        let again = try Self.run("model", "train", "--to", "latest", "--note", "the quiet day", folder: log)
        #expect(again.contains("trained on 2500 vectors"))

        let last = try #require(quiet.entries.last).nanoseconds
        let intrusion = generator.intrusion(at: last + 60_000_000_000)
        try Self.post(intrusion.alerts, to: process.url)
        _ = try EyrieProcess.ledgerWhenDecided(log)
        #expect(try Self.run("log", "cat", "verdicts", folder: log).contains(#""state":"scored""#))

        let id = try Self.waitForIncident(of: intrusion, folder: log)
        let shown = try Self.run("incidents", "show", id, folder: log)
        #expect(shown.contains(intrusion.pod), "\(shown)")
        _ = try Self.run("triage", "confirmed", id, "--note", "it was one", folder: log)
        #expect(try Self.wait(for: #"{"incident":"confirmed","id":"\#(id)""#, inTopic: "incidents", folder: log))
        for format in ["markdown", "json", "html"] {
            let file = "\(folder.path)/report.\(format)"
            _ = try Self.run("report", "incident", id, "--format", format, "--output", file, folder: log)
            #expect(try String(contentsOfFile: file, encoding: .utf8).contains(intrusion.pod))
        }
        #expect(try Self.run("report", "period", folder: log).contains(id.prefix(8)))
        #expect(try Self.run("replay", "verify", folder: log).contains("the replay equals what was decided live"))
        #expect(try Self.run("doctor", folder: log).contains("the vault is whole"))
        process.send(SIGTERM)
        #expect(process.wait() == 0)
        let ledger = try EyrieProcess.run(["ledger", "--folder", log])
        #expect(ledger.code == 0, "\(ledger.output)")
        #expect(ledger.output.contains("appended \(quiet.count + intrusion.alerts.count) "), "\(ledger.output)")
    }

    /// Prints a topic until a text is in it; each printing takes its time.
    private static func wait(for text: String, inTopic topic: String, folder: String) throws -> Bool {
        for _ in 0..<500 where try run("log", "cat", topic, folder: folder).contains(text) {
            return true
        }
        return false
    }

    /// Lists incidents until that of the intrusion's workload is in the vault; each listing takes its time.
    private static func waitForIncident(of intrusion: Intrusion, folder: String) throws -> String {
        var list = ""
        for _ in 0..<500 {
            list = try run("incidents", "list", folder: folder)
            let line = list.split(separator: "\n").first {
                $0.contains("\(intrusion.namespace)/\(intrusion.workload)/")
            }
            if let id = line?.prefix(32) {
                return String(id)
            }
        }
        Issue.record("no incident of \(intrusion.workload): \(list)")
        return ""
    }
}
