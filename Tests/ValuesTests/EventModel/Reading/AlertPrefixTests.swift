import Testing

@testable import EventModel

@Suite struct AlertPrefixTests {
    static let noon = Timestamp(rfc3339: "2026-03-01T12:00:00Z") ?? Timestamp(nanoseconds: 0)

    static func prefix(_ line: String) -> AlertPrefix? {
        Array(line.utf8).withUnsafeBytes { AlertPrefix($0) }
    }

    @Test(
        "the date in front of a text alert dates it",
        arguments: [
            ("2025-09-16T10:00:01.5Z ", "2025-09-16T10:00:00.123456789Z"),
            ("2025-09-16T10:00:01.5Z stdout F ", "2025-09-16T10:00:00.123456789Z"),
            ("Sep 16 10:00:01 node-b falco[22992]: ", "2025-09-16T10:00:00.123456789Z"),
            ("Feb  9 10:00:01 node-b falco: ", "2026-02-09T10:00:00.123456789Z"),
            ("2025-12-24T11:00:01+0100 node-b falco[7]: ", "2025-12-24T10:00:00.123456789Z"),
            ("2025-12-24 10:00:01,250 ", "2025-12-24T10:00:00.123456789Z"),
            ("<13>1 2025-12-24T10:00:01Z node-b falco 7 - - ", "2025-12-24T10:00:00.123456789Z"),
            ("[pod/falco-x2/falco] 2025-12-24T10:00:01Z ", "2025-12-24T10:00:00.123456789Z"),
        ]
    )
    func dates(_ prefix: String, _ time: String) throws {
        let alert = try ReadingFixture.read(prefix + ReadingFixture.text).alert
        #expect(alert.time.description == time)
        #expect(alert.form == .text)
        #expect(alert.string(.userName) == "root")
    }

    @Test(
        "a prefix of a log collector is no other text",
        arguments: [
            "falco-x2x9z falco ", "falco_1  | ", "[pod/falco-x/falco] ", "\u{FEFF}", "\0\0\0\0",
        ]
    )
    func knowsCollectors(_ prefix: String) throws {
        #expect(Self.prefix(prefix + ReadingFixture.text)?.isForeign == false)
        #expect(Self.prefix(prefix + ReadingFixture.alert)?.body == .object)
    }

    @Test(
        "an alert behind another program's words is marked",
        arguments: [
            "Sep 16 10:00:01 node-b sshd[1]: Invalid user ", "app said >>> ", "Sep 16 10:00:01 node-b cron[2]: ",
        ]
    )
    func marksForeignText(_ prefix: String) throws {
        #expect(Self.prefix(prefix + ReadingFixture.text)?.isForeign == true)
        #expect(try ReadingFixture.read(prefix + ReadingFixture.text).alert.form == .rescued)
        #expect(Self.prefix(prefix + ReadingFixture.alert) == nil)
    }

    @Test(
        "other log lines have no alert behind them",
        arguments: [
            "Mon Mar  2 10:00:00 2026: Falco version: 0.43.0", "2026-03-01T10:00:00+0000: Loading rules from:",
            "Sep 16 06:24:00 node-b sshd[1]: Accepted publickey for root from 192.0.2.4 port 5 ssh2", "", "   ",
            "- - -",
        ]
    )
    func skipsLogs(_ line: String) {
        #expect(Self.prefix(line) == nil)
    }

    @Test("a text with a time of day and no date is refused when nothing dates it")
    func wantsADate() {
        let reader = AlertReader()
        let bytes = Array(ReadingFixture.text.utf8)
        #expect(throws: PayloadFault.self) {
            let alert = try bytes.withUnsafeBytes { try reader.read($0).alert }
            Issue.record("it was dated \(alert.time)")
        }
    }

    @Test("guessed rules are few, whatever numbers and ids the texts have")
    func boundsRules() throws {
        let reader = AlertReader()
        var rules: Set<String> = []
        for number in 0..<2000 {
            // A word of letters for each number, since digits do not make another rule.
            let word = String(repeating: "x", count: number % 50) + String(repeating: "y", count: number / 50)
            let text = "10:00:00.000000001: Warning \(number),nginx-\(number) \(word) ab12cd34ef\(number)"
            try Array(text.utf8).withUnsafeBytes {
                _ = rules.insert(try reader.read($0, receivedAt: Self.noon).alert.rule)
            }
        }
        #expect(rules.count == GuessedRules.maximumCount + 1)
        #expect(rules.contains("Falco alert in text form"))
    }
}
