import Foundation
import HTTPRequests
import PipelineTestKit
import Testing

/// What public bug reports say of alerts that other systems lost, misdated or misnamed, over the real doors.
///
/// Counts and values are those that are right; where a case leaves a choice, README's table of doors says which.
@Suite("Cases of public bug reports")
struct BugCaseTests {
    static let folder = Checkout.shared("data/bugcases")
    static let isThere = FileManager.default.fileExists(atPath: folder)
    static let reason: Comment = "there is no ../shared/data/bugcases"

    /// Bodies that are refused, by the beginning of case and file, with a word that the answer must have.
    private static let refused: [(prefix: String, status: Int, word: String)] = [
        ("06-evt-time-other-units/clock-string", 400, "evt.time"), ("06-evt-time-other-units/zero", 400, "evt.time"),
        ("08-elastic-exports/es-priority-number", 400, "rule"), ("15-", 400, "audit.k8s.io"),
        ("16-", 400, "Alertmanager"), ("17-push-envelopes/sns-confirm", 400, "SNS"),
        ("18-wazuh-and-sysdig/sysdig", 400, "Sysdig"), ("18-wazuh-and-sysdig/wazuh", 400, "Wazuh"),
        ("35-hostile-text-in-fields/broken-evil", 400, "not-json"),
        ("37-numbers-beyond-64-bits/okta-zero-time", 400, "time"), ("39-", 400, "not-json"),
        ("40-raw-control-characters/newline", 400, "not-json"), ("57-no-time/talon", 400, "no time"),
        ("64-form-and-multipart/br", 415, "content encoding"), ("64-form-and-multipart/payload", 400, "not-json"),
    ]
    /// Spellings of `time` that are none, when nothing else says when: case 43, a05 and so on.
    private static let unreadableTimes: Set = [5, 6, 7, 11, 14, 15, 16, 19, 20, 21, 22, 23, 24]

    static let bodies: [String] = files { $0.hasSuffix(".http.json") }

    private static func files(_ isWanted: (String) -> Bool) -> [String] {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return names.filter(isWanted).sorted()
    }

    private static func headers(of file: String) throws -> [String: String] {
        let path = "\(folder)/\(file.dropLast(".json".count)).headers"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            return ["Content-Type": "application/json"]
        }
        var headers: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return headers
    }

    private static func expectation(of file: String) -> (status: Int, word: String) {
        if let row = refused.first(where: { file.hasPrefix($0.prefix) }) { return (row.status, row.word) }
        if file.hasPrefix("43-time-spellings/a"), let number = Int(file.dropFirst(19).prefix(2)),
            unreadableTimes.contains(number)
        {
            return (400, "\"time\"")
        }
        return (200, "")
    }

    @Test("every body is taken or refused as is right, and the ledger balances", .enabled(if: isThere, reason))
    func bodiesOverHTTP() throws {
        let place = try TemporaryFolder()
        let process = try EyrieProcess(folder: place.path)
        let client = HTTPClient()
        for file in Self.bodies {
            let body = try Array(Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(file)")))
            let headers = try Self.headers(of: file).map { HTTPClientHeader($0.key, $0.value) }
            let answer = try client.post(process.url, headers: headers, body: body)
            let (status, word) = Self.expectation(of: file)
            let text = answer.text
            #expect(answer.status == status, "\(file): \(text)")
            #expect(word.isEmpty || text.contains(word), "\(file): \(text)")
        }
        let ledger = try EyrieProcess.ledgerWhenDecided(place.path)
        #expect(ledger.code == 0, "\(ledger.output)")
        let alerts = try EyrieProcess.run(["log", "cat", "alerts", "--folder", place.path]).output
        #expect(!alerts.contains(#""time":"1970-"#))
        #expect(!alerts.contains(#""time":"1754-"#))
        process.send(SIGTERM)
        #expect(process.wait() == 0)
    }

    @Test("equal alerts with a coarse stamp are events of their own", .enabled(if: isThere, reason))
    func twins() throws {
        let place = try TemporaryFolder()
        let process = try EyrieProcess(folder: place.path)
        let client = HTTPClient()
        let path = "\(Self.folder)/03-same-second-twins/twin.http.json"
        let twin = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        for _ in 0..<5 {
            #expect(try client.post(process.url, body: twin).status == 200)
        }
        let ledger = try EyrieProcess.ledgerWhenDecided(place.path)
        #expect(ledger.output.contains("received 5 = appended 5 "), "\(ledger.output)")
        #expect(ledger.output.contains("; repeated 4"), "\(ledger.output)")
        process.send(SIGTERM)
        #expect(process.wait() == 0)
    }

    @Test(
        "every file is imported as is right: alerts, dead letters, exit code",
        .enabled(if: isThere, reason),
        arguments: [
            ("04-text-import-misdated/cri-text.log", 1, 0, 0), ("04-text-import-misdated/kubectl-text.log", 1, 0, 0),
            ("04-text-import-misdated/old-text.log", 0, 2, 1), ("05-syslog-file-text/short-iso.log", 2, 0, 0),
            ("05-syslog-file-text/var-log-syslog", 2, 0, 0), ("08-elastic-exports/ecs.jsonl", 1, 0, 0),
            ("08-elastic-exports/hits.jsonl", 2, 0, 0), ("08-elastic-exports/search-response.json", 2, 0, 0),
            ("10-cloudwatch-shapes/export.txt", 1, 0, 0), ("10-cloudwatch-shapes/firelens.jsonl", 2, 0, 0),
            ("11-gke-jsonpayload/entries.jsonl", 1, 0, 0), ("12-journald-json/journal.jsonl", 3, 1, 1),
            ("18-wazuh-and-sysdig/both.jsonl", 0, 3, 1), ("30-utf16-from-powershell/utf16be.log", 3, 0, 0),
            ("30-utf16-from-powershell/utf16le.log", 3, 0, 0), ("30-utf16-from-powershell/utf8-bom-crlf.log", 3, 0, 0),
            ("31-pretty-printed-file/pretty-array.json", 3, 0, 0), ("31-pretty-printed-file/pretty-crlf.json", 3, 0, 0),
            ("31-pretty-printed-file/pretty.json", 3, 0, 0), ("33-text-newline-injection/esc.log", 1, 0, 0),
            ("33-text-newline-injection/forged.log", 2, 0, 0), ("39-nan-and-friends/lines.log", 1, 1, 1),
            ("40-raw-control-characters/raw.log", 2, 0, 0), ("50-text-without-fields/cks.log", 0, 40, 1),
            ("55-glued-log-lines/glued.log", 3, 0, 0),
        ] as [(String, Int, Int, Int32)]
    )
    func filesAreImported(_ file: String, _ alerts: Int, _ letters: Int, _ code: Int32) throws {
        let place = try TemporaryFolder()
        let result = try EyrieProcess.run(["import", "\(Self.folder)/\(file)", "--folder", place.path])
        #expect(result.code == code, "\(result.output)\(result.error)")
        #expect(result.output.contains("imported \(alerts) alerts"), "\(result.output)")
        let ledger = try EyrieProcess.run(["ledger", "--folder", place.path])
        #expect(ledger.output.contains("appended \(alerts) "), "\(ledger.output)")
        #expect(ledger.output.contains("dead-lettered \(letters) "), "\(ledger.output)")
    }

    @Test("texts without fields have one guessed rule, and a date on request", .enabled(if: isThere, reason))
    func guessedRules() throws {
        let place = try TemporaryFolder()
        let file = "\(Self.folder)/50-text-without-fields/cks.log"
        let result = try EyrieProcess.run(["import", file, "--date-by-file", "--folder", place.path])
        #expect(result.code == 0, "\(result.error)")
        let alerts = try EyrieProcess.run(["log", "cat", "alerts", "--folder", place.path]).output
        #expect(Set(alerts.matches(of: #/"subject":"([^"]*)"/#).map(\.1)).count == 1, "\(alerts.prefix(2000))")
        #expect(alerts.matches(of: #/"form":"text"/#).count == 40)
    }
}
