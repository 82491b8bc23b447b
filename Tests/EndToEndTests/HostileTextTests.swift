import Foundation
import HTTPRequests
import PipelineTestKit
import Testing

/// Text that an attacker chose, in every command that shows it.
@Suite("Hostile text")
struct HostileTextTests {
    /// Whether something in the bytes would act on a terminal.
    private func acts(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x09, 0x0A: false
            case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
    }

    @Test("No command prints what acts on a terminal, as text or JSON; nodes are listed before a heartbeat")
    func commands() throws {
        let folder = try TemporaryFolder()
        let evil = #"\u001b[2J\u001b]8;;http://evil.example.test\u0007x\u202egpj\u0000"# + "\u{9B}31m\u{2066}\u{7F}"
        let body = """
            {"hostname":"node \(evil)","output":"o \(evil)","output_fields":{"container.name":"\(evil)",\
            "k8s.ns.name":"\(evil)","k8s.pod.name":"web-\(evil)","proc.name":"\(evil)","\(evil)":"\(evil)"},\
            "priority":"Critical","rule":"R \(evil)","source":"syscall","tags":["\(evil)"],\
            "time":"2026-03-01T10:00:35.000000001Z"}
            """
        let process = try EyrieProcess(folder: folder.path)
        #expect(process.isUp)
        #expect(try HTTPClient().post(process.url, body: Array(body.utf8)).status == 200)
        #expect(try HTTPClient().post(process.url, body: Array("{not json \(evil)".utf8)).status == 400)
        _ = try EyrieProcess.ledgerWhenDecided(folder.path)
        let commands = [
            ["log", "cat", "alerts", "--keys"], ["log", "cat", "vectors"], ["log", "cat", "verdicts"],
            ["log", "cat", "incidents"], ["log", "cat", "deadletters", "--keys"], ["incidents", "list"],
            ["incidents", "list", "--json"], ["sensors"], ["sensors", "--json"], ["deadletters", "list"],
            ["deadletters", "list", "--json"], ["report", "period"], ["report", "period", "--format", "json"],
            ["report", "period", "--format", "html"], ["ledger"], ["ledger", "--json"],
        ]
        for words in commands {
            let run = try EyrieProcess.run(words + ["--folder", folder.path])
            #expect(run.code == 0, "\(words): \(run.error)")
            #expect(!acts(run.output) && !acts(run.error), "\(words)")
            if words.contains("--json") || words.contains("json") {
                for line in run.output.split(separator: "\n").prefix(words.contains("list") ? .max : 0) {
                    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
                }
            }
        }
        let sensors = try EyrieProcess.run(["sensors", "--folder", folder.path])
        #expect(sensors.output.contains("node "), "\(sensors.output)")
        process.send(SIGTERM)
        #expect(process.wait() == 0)
    }
}
