import EventModel
import Foundation
import JSONText
import PipelineTestKit
import Testing

/// Real Falco output beside the package; not part of it.
enum SharedData {
    static let folder = URL(filePath: Checkout.shared("data/falco"))
    static let isThere = FileManager.default.fileExists(atPath: folder.path)

    static func lines(_ path: String) throws -> [[UInt8]] {
        let data = try Data(contentsOf: folder.appending(path: path))
        return data.split(separator: 0x0A, omittingEmptySubsequences: true).map { [UInt8]($0) }
    }
}

@Suite(
    "Real Falco output (skipped where ../shared/data/falco is not beside the package)",
    .enabled(if: SharedData.isThere)
)
struct SharedDataTests {
    /// What Foundation says about a line: an object with a rule and a time, or nothing.
    private func object(_ line: [UInt8]) -> [String: Any]? {
        guard line.first == 0x7B else { return nil }
        return (try? JSONSerialization.jsonObject(with: Data(line))) as? [String: Any]
    }

    private func fieldsOf(_ object: [String: Any]) -> [String: Any] {
        object["output_fields"] as? [String: Any] ?? [:]
    }

    private func check(_ line: [UInt8], _ object: [String: Any]) throws {
        let reading = try alert(line)
        let alert = reading.alert
        #expect(reading.isJSON)
        #expect(alert.rule == object["rule"] as? String)
        #expect(alert.priority == Priority(spelling: object["priority"] as? String ?? ""))
        // One capture has a time that somebody edited; the event's own nanoseconds count then.
        let fallback = (fieldsOf(object)["evt.time.iso8601"] as? NSNumber).map { Timestamp(nanoseconds: $0.int64Value) }
        #expect(alert.time == Timestamp(rfc3339: object["time"] as? String ?? "") ?? fallback)
        #expect(Array(alert.tags) == (object["tags"] as? [String] ?? []).filter { !$0.isEmpty })
        #expect(alert.string(.hostname) == object["hostname"] as? String)
        let fields = fieldsOf(object)
        for field in AlertField.allCases.dropFirst(5) {
            guard let text = fields[field.name.description] as? String, text != "", text != "<NA>" else { continue }
            let isHost = text == "host" && (field == .containerID || field == .containerName)
            guard !isHost else {
                #expect(!alert.has(field))
                continue
            }
            #expect(alert.string(field) == text, "\(field.name)")
        }
        for field in [AlertField.evtTime, .evtTimeISO8601, .procTTY, .fdRport, .fdLport] {
            guard let number = fields[field.name.description] as? NSNumber else { continue }
            #expect(alert.int(field) == number.int64Value, "\(field.name)")
        }
        // The envelope holds it verbatim, and reads as the same alert.
        let naming = ProfileNaming(tenant: "default", cluster: "local")
        let header = AlertEnvelope.Header(
            digest: Digest([UInt8](repeating: 7, count: 32)),
            profile: naming.profile(of: alert),
            entity: naming.entity(of: alert),
            tenant: "default",
            cluster: "local",
            door: "file",
            sender: "captures"
        )
        let envelope = AlertEnvelope(header: header, reading: reading, received: line)
        let bytes = envelope.encoded
        #expect(try JSONParser().decode(AlertEnvelope.self, from: bytes) == envelope)
        #expect(bytes.withUnsafeBytes { ReceivedBytes.copy(of: $0) } == line)
    }

    @Test("Every variant of the wire format is read")
    func variants() throws {
        let lines = try SharedData.lines("handpicked/variants.jsonl")
        #expect(lines.count == 15)
        for line in lines {
            try check(line, try #require(object(line)))
        }
    }

    @Test("Falco's own golden lines are read")
    func engineTests() throws {
        let lines = try SharedData.lines("falco-engine-tests/single_rule_with_cat_write.json")
        #expect(lines.count == 8)
        for line in lines {
            try check(line, try #require(object(line)))
        }
    }

    @Test("Every alert of every capture is read, and every other line is refused")
    func captures() throws {
        var alerts = 0
        var others = 0
        let folder = SharedData.folder.appending(path: "captures")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            for line in try SharedData.lines("captures/\(name)") {
                if let object = object(line), object["rule"] != nil {
                    alerts += 1
                    try check(line, object)
                } else {
                    others += 1
                    #expect(throws: PayloadFault.self, "\(name): \(String(decoding: line, as: UTF8.self))") {
                        try alert(line)
                    }
                }
            }
        }
        print("captures: \(alerts) alerts, \(others) other lines")
        #expect(alerts > 500)
        #expect(others > 500)
    }

    @Test("Every element of an exported array is an alert")
    func export() throws {
        let data = try Data(
            contentsOf: SharedData.folder.appending(path: "handpicked/falcosidekick-webui-export.array.json")
        )
        let array = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(!array.isEmpty)
        let parser = JSONParser()
        let seen = try [UInt8](data).withUnsafeBytes { bytes in
            try parser.parse(bytes).elements.map { try Alert(from: $0) }
        }
        #expect(seen.map(\.rule) == array.map { $0["rule"] as? String ?? "" })
        #expect(
            seen.map { $0.string(.containerID) }
                == array.map { ($0["output_fields"] as? [String: Any])?["container.id"] as? String }
        )
    }
}
