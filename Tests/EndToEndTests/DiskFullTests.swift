import Cryptography
import Foundation
import Glibc
import HTTPRequests
import PipelineTestKit
import Testing

@Suite("A pipeline on a full disk", .enabled(if: SmallDisk.isAllowed, "\(SmallDisk.skipped)"))
struct DiskFullTests {
    /// An alert whose command line does not compress.
    private static func alert(_ number: Int) -> [UInt8] {
        var random = SeededGenerator(seed: UInt64(number))
        var noise: [UInt8] = []
        while noise.count < 200_000 {
            // Eight letters a draw: one for each takes long in a debug build.
            let bits = random.next()
            noise += (0..<8).map { UInt8(97 + (bits >> ($0 * 8) & 0xFF) % 26) }
        }
        let text = String(decoding: noise, as: UTF8.self)
        return Array(
            """
            {"output":"o","output_fields":{"proc.cmdline":"\(text)"},"priority":"Notice","rule":"R","source":"syscall",\
            "time":"2026-03-01T10:00:00.\(100_000_000 + number)Z"}
            """.utf8
        )
    }

    @Test("answers 503 only for alerts that it does not keep, and continues when there is room again")
    func full() throws {
        let disk = try SmallDisk(megabytes: 24)
        let filler = "\(disk.path)/filler"
        try Data(count: 8 << 20).write(to: URL(fileURLWithPath: filler))
        let folder = "\(disk.path)/log"
        let process = try EyrieProcess(folder: folder)
        #expect(process.isUp)
        let client = HTTPClient()
        var kept = 0
        var status = 200
        while status == 200, kept < 500 {
            status = try client.post(process.url, body: Self.alert(kept)).status
            kept += status == 200 ? 1 : 0
        }
        #expect(status == 503, "the disk took \(kept) alerts")
        #expect(kept > 5)

        try FileManager.default.removeItem(atPath: filler)
        // The engine tries again at once; a few refusals more are allowed, each is a refusal and not a loss.
        var again = 0
        for attempt in 0..<200 where again < 10 {
            let answer = try client.post(process.url, body: Self.alert(1000 + attempt))
            again += answer.status == 200 ? 1 : 0
        }
        #expect(again == 10)
        let ledger = try EyrieProcess.ledgerWhenDecided(folder)
        #expect(ledger.code == 0, "\(ledger.output)\(ledger.error)")
        #expect(ledger.output.contains("appended \(kept + again) "), "\(kept) + \(again): \(ledger.output)")
        process.send(SIGTERM)
        #expect(process.wait() == 0)
    }

    @Test("Refusals are counted in alerts, readiness says why, and the log has one line on loss and one on recovery")
    func refusals() throws {
        let disk = try SmallDisk(megabytes: 24)
        let filler = "\(disk.path)/filler"
        try Data(count: 8 << 20).write(to: URL(fileURLWithPath: filler))
        let process = try RunningProcess(
            [
                "up", "--folder", "\(disk.path)/log", "--set", "bridge.http.port=0", "--set",
                "bridge.http.address=127.0.0.1", "--set", "probes.port=0", "--set", "bridge.http.duplicate-window=0s",
            ]
        )
        #expect(process.hasSaid("eyrie is up"), "\(process.text)")
        let client = HTTPClient()
        var status = 200
        for number in 0..<500 where status == 200 {
            status = try client.post(process.door, body: Self.alert(number)).status
        }
        #expect(status == 503)
        let four = Array("[".utf8) + (0..<4).map { Self.alert($0) }.joined(separator: Array(",".utf8)) + Array("]".utf8)
        for _ in 0..<5 {
            #expect(try client.post(process.door, body: four).status == 503)
        }
        let metrics = try client.get("http://127.0.0.1:\(process.number(behind: "probes.port="))/metrics").text
        #expect(metrics.contains("eyrie_bridge_refused_total{door=\"http\"} 21\n"), "\(metrics)")
        #expect(try process.probe("/readyz") == 503)
        try FileManager.default.removeItem(atPath: filler)
        for attempt in 0..<200 where status != 200 {
            status = try client.post(process.door, body: Self.alert(1000 + attempt)).status
        }
        #expect(process.hasSaid("Alerts are kept again"), "\(process.text)")
        #expect(try process.probe("/readyz") == 200)
        #expect(process.text.components(separatedBy: "Alerts are refused (503)").count == 2, "\(process.text)")
        #expect(process.stop().code == 0)
    }

    @Test("A bridge whose spool has no room answers 503 only for what it does not keep, and goes on when there is room")
    func fullSpool() throws {
        let disk = try SmallDisk(megabytes: 24)
        let filler = "\(disk.path)/filler"
        try Data(count: 8 << 20).write(to: URL(fileURLWithPath: filler))
        // Port 1 (tcpmux) is unused: everything stays in the spool.
        let bridge = try RunningProcess(
            [
                "bridge", "--log", "kafka://127.0.0.1:1", "--folder", disk.path, "--set",
                "bridge.http.address=127.0.0.1",
                "--set", "bridge.http.port=0", "--set", "probes.port=0", "--set", "bridge.spool.reserved-bytes=0B",
            ]
        )
        #expect(bridge.hasSaid("eyrie is up"), "\(bridge.text)")
        let client = HTTPClient()
        var kept: [[UInt8]] = []
        var status = 200
        for number in 0..<500 where status == 200 {
            status = try client.post(bridge.door, body: Self.alert(number)).status
            kept += status == 200 ? [Self.alert(number)] : []
        }
        #expect(status == 503, "the disk took \(kept.count) alerts")
        #expect(kept.count > 5)
        try FileManager.default.removeItem(atPath: filler)
        var again = 0
        for number in 1_000..<1_200 where again < 10 {
            let answer = try client.post(bridge.door, body: Self.alert(number))
            kept += answer.status == 200 ? [Self.alert(number)] : []
            again += answer.status == 200 ? 1 : 0
        }
        #expect(again == 10)
        #expect(bridge.stop().code == 0, "\(bridge.text)")
        let ids = kept.map { String(SHA256.digest(of: $0).hex.prefix(32)) }
        // A refused alert that did get into the spool would not be sent again, and is not a loss.
        let spooled = try KeptAlerts(spool: "\(disk.path)/spool").ids
        #expect(Set(ids).subtracting(spooled.keys).isEmpty && spooled.values.allSatisfy { $0 == 1 })
    }
}
