import Compression
import Cryptography
import EventModel
import FalcoBridge
import Foundation
import HTTPRequests
import LogPort
import PipelineTestKit
import StageRuntime
import Testing

@Suite("Bodies of the HTTP door")
struct HTTPBodyTests {
    private func id(_ text: String) -> String {
        String(SHA256.digest(of: text).hex.prefix(32))
    }

    @Test("One alert's id is in the answer; of several all of them, of many their number alone")
    func ids() throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        let one = try harness.post(sampleAlert(1))
        #expect(one.header("X-Eyrie-Event-Id") == id(sampleAlert(1)))
        #expect(one.header("X-Eyrie-Event-Count") == nil)
        #expect(one.body == [])
        // Odd spacing: each element's exact bytes are the alert.
        let spaced = sampleAlert(3).replacingOccurrences(of: ":", with: " : ")
        let several = try harness.post("[ \(sampleAlert(2)) ,\n\(spaced)\n]")
        #expect(several.header("X-Eyrie-Event-Id") == "\(id(sampleAlert(2))), \(id(spaced))")
        #expect(several.header("X-Eyrie-Event-Count") == "2")
        #expect(several.header("X-Eyrie-Broken-Count") == nil)
        let lines = (10..<27).map { sampleAlert($0) }
        let many = try harness.post(lines.joined(separator: "\n"))
        #expect(many.header("X-Eyrie-Event-Id") == nil)
        #expect(many.header("X-Eyrie-Event-Count") == "17")
        #expect(harness.alerts == ([sampleAlert(1), sampleAlert(2), spaced] + lines).sorted())
        #expect(try harness.post("x").header("X-Eyrie-Event-Id") == nil)
    }

    @Test("Good alerts of a body are appended, each broken one is a dead letter, and the answer has the counts")
    func mixed() throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        let answer = try harness.post("[\(sampleAlert(1)),{\"rule\":\"x\"},7,\(sampleAlert(2, source: "internal"))]")
        #expect(answer.status == 200)
        #expect(answer.header("X-Eyrie-Event-Count") == "2")
        #expect(answer.header("X-Eyrie-Broken-Count") == "2")
        #expect(harness.alerts == [sampleAlert(1)])
        let letters = try harness.letters()
        #expect(Set(letters.map { String(decoding: $0.value, as: UTF8.self) }) == ["{\"rule\":\"x\"}", "7"])
        #expect(Set(letters.map(\.code)) == ["missing-member", "wrong-kind"])
        #expect(harness.counters.received == 4)
        #expect(harness.counters.sensors == 1)
        #expect(harness.counters.counts.isBalanced)
    }

    @Test("An alert whose record is larger than the log takes is 413, alone and in an array, however it grows")
    func tooLargeForLog() throws {
        let settings = IntakeHarness.quick
        settings.limits.alerts = 100_000
        settings.limits.sensors = 100_000
        let harness = try DoorHarness(settings: settings)
        defer { harness.close() }
        /// An alert with so many bytes of a kind in its text.
        func alert(_ count: Int, _ byte: UInt8 = 0x78, source: String = "syscall") -> [UInt8] {
            let parts = sampleAlert(count, source: source).components(separatedBy: "Sample \(count)")
            return Array(parts[0].utf8) + [UInt8](repeating: byte, count: count) + Array(parts[1].utf8)
        }
        #expect(try harness.post(alert(97_000)).status == 200)
        let refused = try harness.post(alert(99_900))
        #expect(refused.status == 413)
        #expect(refused.text.contains("max.message.bytes"), "\(refused.text)")
        // The sender tries again: it is no retry of something that was kept.
        #expect(try harness.post(alert(99_900)).status == 413)
        #expect(try harness.post(Array("[".utf8) + alert(99_901) + Array("]".utf8)).status == 413)
        #expect(try harness.post(alert(99_902, source: "internal")).status == 413)
        let mixed = try harness.post(Array("[".utf8) + alert(99_903) + Array(",\(sampleAlert(7))]".utf8))
        #expect(mixed.status == 200 && mixed.header("X-Eyrie-Broken-Count") == "1")
        // Bytes that are not UTF-8 stand in base64, four for three.
        #expect(try harness.post(alert(80_000)).status == 200)
        #expect(try harness.post(alert(80_001, 0xFE)).status == 413)
        #expect(Set(try harness.letters().map(\.code)) == ["too-large"])
        #expect(try harness.letters().contains { $0.value == alert(99_900) })
        // The second one is the same refused body, of which one dead letter is enough.
        #expect(harness.counters.counts.isBalanced && harness.counters.duplicates == 1)
        #expect(harness.counters.appended == 3 && harness.counters.deadLettered == 5)
    }

    @Test("Bodies in gzip and zstd, also chunked and without a size in the frame, are the alerts in them")
    func encodings() throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        let zstd = try ZstdCompressor(level: 1)
        let bodies: [(String, [UInt8])] = [
            ("gzip", GzipMember.of(Array(sampleAlert(1).utf8))),
            ("x-gzip", GzipMember.of(Array(sampleAlert(2).utf8)) + GzipMember.of(Array(("\n" + sampleAlert(3)).utf8))),
            ("GZIP", GzipMember.of(Array("[\(sampleAlert(4)),\(sampleAlert(5))]".utf8))),
            ("zstd", try zstd.compress(Array(sampleAlert(6).utf8))),
            ("identity", Array(sampleAlert(7).utf8)),
        ]
        for (encoding, body) in bodies {
            let answer = try harness.post(body, headers: [("Content-Encoding", encoding)])
            #expect(answer.status == 200, "\(encoding)")
        }
        #expect(harness.alerts == (1...7).map { sampleAlert($0) }.sorted())
        // The id is that of the alert, not of its encoding.
        let again = try harness.post(bodies[0].1, headers: [("Content-Encoding", "gzip")])
        #expect(again.header("X-Eyrie-Event-Id") == id(sampleAlert(1)))
        #expect(harness.counters.duplicates == 1)
    }

    @Test("A body with damaged or unknown encoding is a dead letter as it came")
    func brokenEncodings() throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        let damaged = Array(GzipMember.of(Array(sampleAlert(1).utf8)).dropLast(3))
        #expect(try harness.post(damaged, headers: [("Content-Encoding", "gzip")]).status == 400)
        #expect(try harness.post(sampleAlert(1), headers: [("Content-Encoding", "zstd")]).status == 400)
        #expect(try harness.post(sampleAlert(1), headers: [("Content-Encoding", "br")]).status == 415)
        #expect(try harness.post(damaged, headers: [("Content-Encoding", "gzip, gzip")]).status == 415)
        let letters = try harness.letters()
        #expect(letters.allSatisfy { $0.code == "content-encoding" })
        let alert = Array(sampleAlert(1).utf8)
        #expect(letters.map(\.value).sorted { $0.count < $1.count } == [damaged, damaged, alert, alert])
        // Afterwards the same connection and the same decoders go on.
        #expect(try harness.post(GzipMember.of(alert), headers: [("Content-Encoding", "gzip")]).status == 200)
        #expect(harness.counters.counts.isBalanced)
    }

    @Test("A bomb is refused with 413, and the received bytes are a dead letter", arguments: ["gzip", "zstd"])
    func bombs(encoding: String) throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        let zeros = [UInt8](repeating: 0x20, count: 80 << 20)
        let bomb = encoding == "gzip" ? GzipMember.of(zeros) : try ZstdCompressor(level: 1).compress(zeros)
        let answer = try harness.post(bomb, headers: [("Content-Encoding", encoding)])
        #expect(answer.status == 413)
        let letter = try #require(try harness.letters().first)
        #expect(letter.code == "body-too-large")
        #expect(letter.value == Array(bomb.prefix(65_536)))
        #expect(letter.message.contains("\(bomb.count) bytes that came"))
        // A body that just fits is taken.
        let padded = sampleAlert(1) + String(repeating: " ", count: (1 << 20) - sampleAlert(1).utf8.count)
        #expect(
            try harness.post(GzipMember.of(Array(padded.utf8)), headers: [("Content-Encoding", "gzip")]).status == 200
        )
        #expect(harness.alerts == [padded])
    }

    @Test("A body over the limit is refused with 413; its first 64 KiB and its length are a dead letter")
    func overLimit() throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        let body = Array((sampleAlert(1) + String(repeating: "y", count: 2 << 20)).utf8)
        let answer = try harness.post(body)
        #expect(answer.status == 413)
        #expect(answer.text == "The body is larger than 1048576 bytes\n")
        let letter = try #require(try harness.letters().first)
        #expect(letter.code == "body-too-large")
        #expect(letter.value == Array(body.prefix(65_536)))
        #expect(letter.message.contains("the body has \(body.count) bytes"))
        // Chunked, and with more announced than anybody would read.
        let chunked = try harness.post(body, headers: [("Transfer-Encoding", "chunked"), ("Content-Length", "")])
        #expect(chunked.status == 413)
        let connection = try #require(RawConnection(port: harness.door.port))
        connection.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2147483648\r\n\r\n")
        #expect(connection.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 413 "))
        let letters = try harness.letters()
        #expect(letters.count == 3)
        #expect(letters.contains { $0.message.contains("at least \(body.count) bytes") })
        #expect(letters.contains { $0.message.contains("2147483648 bytes") && $0.value.isEmpty })
        #expect(harness.counters.received == 3)
        #expect(harness.counters.counts.isBalanced)
        #expect(try harness.post(sampleAlert(2)).status == 200)
    }

    @Test("A body with very many broken parts is one dead letter beside its alerts, and the parts are bounded")
    func bounded() throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        let broken = sampleAlert(1) + "\n" + String(repeating: "x\n", count: 101)
        #expect(try harness.post(broken).header("X-Eyrie-Broken-Count") == "101")
        #expect(try harness.letters().map(\.code) == ["broken-parts"])
        #expect(try harness.letters().map(\.value) == [Array(broken.utf8)])
        // 10,000 parts are looked at, the alert among them; what is behind them is one dead letter.
        let many = "[\(sampleAlert(2))" + String(repeating: ",1", count: 9_999) + ",\(sampleAlert(3))]"
        #expect(try harness.post(many).status == 200)
        #expect(harness.alerts == [sampleAlert(1), sampleAlert(2)])
        let letters = try harness.letters()
        #expect(letters.count == 3)
        let rest = try #require(letters.first { $0.code == "too-many-parts" })
        #expect(String(decoding: rest.value, as: UTF8.self) == ",\(sampleAlert(3))]")
        #expect(harness.counters.counts.isBalanced)
    }

    @Test("Two torn lines that look like one value do not hide the alerts between them")
    func tornAround() throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        let body = "{\"rule\":\n\(sampleAlert(1))\n\(sampleAlert(2))\n7}\n\(sampleAlert(3))"
        #expect(try harness.post(body).header("X-Eyrie-Event-Count") == "3")
        #expect(harness.alerts == [sampleAlert(1), sampleAlert(2), sampleAlert(3)])
        #expect(Set(try harness.letters().map { String(decoding: $0.value, as: UTF8.self) }) == ["{\"rule\":", "7}"])
        // A broken object over several lines with no alert in it is one dead letter, not one a line.
        #expect(try harness.post("{\n\"rule\": 7,\n\"x\": 1\n}\n\(sampleAlert(4))").status == 200)
        #expect(try harness.letters().contains { $0.value == Array("{\n\"rule\": 7,\n\"x\": 1\n}".utf8) })
        #expect(harness.counters.counts.isBalanced)
    }

    @Test("Control characters around alerts neither end the door nor hide an alert")
    func controls() throws {
        let harness = try DoorHarness()
        defer { harness.close() }
        #expect(try harness.post("[ \u{1},\(sampleAlert(1))]").status == 200)
        #expect(try harness.post("\u{1}\n\(sampleAlert(2))\n\u{0}\n\(sampleAlert(3))").status == 200)
        #expect(try harness.post("[ \u{1},]").status == 400)
        #expect(harness.alerts == [sampleAlert(1), sampleAlert(2), sampleAlert(3)])
        #expect(try harness.letters().map { String(decoding: $0.value, as: UTF8.self) } == ["[ \u{1},]"])
        #expect(harness.counters.counts.isBalanced)
    }
}
