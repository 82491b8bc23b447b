import EventModel
import FalcoBridge
import Foundation
import HTTPRequests
import HTTPService
import JSONText
import Lifecycle
import LogPort
import PipelineTestKit
import StageRuntime
import Telemetry
import Testing

/// Real Falco output, where it is at hand: `../shared/data/falco` beside the package's root.
@Suite("Captures of real Falco")
struct CaptureTests {
    static let folder = Checkout.shared("data/falco")

    static let files: [String] = {
        let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return all.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
                && !isFolder.boolValue && !isDocument(name)
        }.sorted()
    }()

    /// Whether a file is one JSON document, of which no line means anything by itself.
    private static func isDocument(_ name: String) -> Bool {
        name.hasSuffix(".array.json") || name.hasPrefix("ocsf-examples/")
    }

    /// What a reader that knows nothing of ours makes of a line, by Foundation's parser.
    enum Kind: Equatable {
        case alert
        case sensor
        case skipped
        case broken
        /// The whole alert that ends the line.
        case repaired(String)
    }

    static func isAlert(_ text: String) -> [String: Any]? {
        guard let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
            object["rule"] is String, object["time"] is String
        else {
            return nil
        }
        return object
    }

    static func kind(of line: String) -> Kind {
        if let object = isAlert(line) {
            return object["source"] as? String == "internal"
                || (object["rule"] as? String)?.hasPrefix("Falco internal: ") == true ? .sensor : .alert
        }
        // A torn line: the longest whole alert that ends it.
        var rest = line.dropFirst()
        while let brace = rest.firstIndex(of: "{") {
            if isAlert(String(line[brace...])) != nil {
                return .repaired(String(line[brace...]))
            }
            rest = line[line.index(after: brace)...]
        }
        // What begins as an object, or as an array of them, and is not an alert; a brace further on is mere text.
        let start = line.drop { $0 == " " || $0 == "\t" }
        return start.hasPrefix("{") || start.hasPrefix("[{") ? .broken : .skipped
    }

    private static func lines(of file: String) throws -> [String] {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)")), as: UTF8.self)
        var lines = text.components(separatedBy: "\n").map { $0.hasSuffix("\r") ? String($0.dropLast()) : $0 }
        if lines.last == "" {
            lines.removeLast()
        }
        return lines
    }

    @Test(
        "Every file through the file door: what a plain reader counts is what is kept",
        .enabled(if: !files.isEmpty, "there is no ../shared/data/falco"),
        arguments: files
    )
    func readsFile(file: String) throws {
        let lines = try Self.lines(of: file)
        let kinds = lines.map(Self.kind)
        var alerts: [String] = []
        var repaired = 0
        for (line, kind) in zip(lines, kinds) {
            switch kind {
            case .alert: alerts.append(line)
            case .repaired(let text):
                repaired += 1
                alerts.append(text)
            case .sensor, .skipped, .broken: break
            }
        }
        let harness = try IntakeHarness()
        try harness.start()
        let door = FileImport(
            paths: ["\(Self.folder)/\(file)"],
            intake: harness.intake,
            clock: IntakeHarness.clock
        )
        try door.run(StopFlag())
        harness.stop()
        #expect(harness.receivedAlerts() == alerts.sorted())
        let counters = try #require(harness.intake.counters.first)
        #expect(counters.appended == UInt64(alerts.count))
        #expect(counters.sensors == UInt64(kinds.count { $0 == .sensor }))
        #expect(counters.skipped == UInt64(kinds.count { $0 == .skipped }))
        #expect(counters.repaired == UInt64(repaired))
        // A torn line leaves its first part.
        #expect(counters.deadLettered == UInt64(kinds.count { $0 == .broken } + repaired))
        #expect(counters.counts.isBalanced)
    }

    @Test(
        "Every capture through the HTTP door, a line a body",
        .enabled(if: !files.isEmpty, "there is no ../shared/data/falco")
    )
    func postsAll() throws {
        let harness = try IntakeHarness()
        let door = HTTPDoor(
            options: HTTPServerOptions(endpoint: .tcp(address: "127.0.0.1", port: 0)),
            intake: harness.intake,
            clock: IntakeHarness.clock
        )
        try harness.start()
        try door.open()
        let client = HTTPClient()
        var expected: [String] = []
        var sensors = 0
        var refused = 0
        for file in Self.files {
            for line in try Self.lines(of: file) where line.hasPrefix("{") {
                let answer = try client.post("http://127.0.0.1:\(door.port)/", body: Array(line.utf8))
                switch Self.kind(of: line) {
                case .alert:
                    #expect(answer.status == 200)
                    expected.append(line)
                case .sensor:
                    #expect(answer.status == 200)
                    sensors += 1
                case .skipped, .broken, .repaired:
                    #expect(answer.status == 400)
                    refused += 1
                }
            }
        }
        door.stop(within: .seconds(5))
        harness.stop()
        #expect(harness.receivedAlerts() == expected.sorted())
        let counters = try #require(harness.intake.counters.first)
        #expect(counters.sensors == UInt64(sensors))
        #expect(counters.deadLettered == UInt64(refused))
        #expect(counters.counts.isBalanced)
    }

    @Test(
        "Every capture through the HTTP door in bodies of many lines: what is an alert by itself is an alert there",
        .enabled(if: !files.isEmpty, "there is no ../shared/data/falco"),
        arguments: files
    )
    func postsLines(file: String) throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        let lines = try Self.lines(of: file)
        var alerts: Set<String> = []
        var sensors: Set<String> = []
        for start in stride(from: 0, to: lines.count, by: 97) {
            let body = lines[start..<min(start + 97, lines.count)]
            let answer = try harness.post(body.joined(separator: "\n"))
            let kinds = body.map { ($0, Self.kind(of: $0)) }
            alerts.formUnion(kinds.filter { $0.1 == .alert }.map(\.0))
            sensors.formUnion(kinds.filter { $0.1 == .sensor }.map(\.0))
            let isAny = kinds.contains { $0.1 == .alert || $0.1 == .sensor }
            #expect(answer.status == 200 || !isAny)
        }
        // Lines that stand twice in a capture are kept once; torn lines may give more than a look at single lines finds.
        #expect(Set(harness.alerts).isSuperset(of: alerts))
        #expect(harness.alerts.count == Set(harness.alerts).count)
        #expect(harness.values(of: Topics.sensors.name).count == sensors.count)
        #expect(harness.counters.counts.isBalanced)
    }
}
