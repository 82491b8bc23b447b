import Cryptography
import Foundation
import Glibc
import HTTPRequests
import Testing

/// A small disk of its own, mounted while a test runs.
private final class SmallDisk {
    let path = NSTemporaryDirectory() + "eyrie-disk-\(UUID().uuidString)"

    init(megabytes: Int) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            throw CocoaError(.fileWriteNoPermission)
        }
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(atPath: path)
    }
}

private let mayMount = geteuid() == 0 && (try? SmallDisk(megabytes: 1)) != nil

@Suite("A pipeline on a full disk", .enabled(if: mayMount, "mounting a small tmpfs needs root"))
struct DiskFullTests {
    /// An alert whose command line does not compress.
    private static func alert(_ number: Int) -> [UInt8] {
        var state = UInt64(number)
        let noise = (0..<200_000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(97 + (state >> 33) % 26)
        }
        let text = String(decoding: noise, as: UTF8.self)
        return Array(
            """
            {"output":"o","output_fields":{"proc.cmdline":"\(text)"},"priority":"Notice","rule":"R","source":"syscall",\
            "time":"2026-03-01T10:00:00.\(100_000_000 + number)Z"}
            """.utf8
        )
    }

    @Test("answers 503 only for what it does not keep, and goes on when there is room again")
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

    @Test("A bridge whose spool has no room answers 503 only for what it does not keep, and goes on when there is room")
    func fullSpool() throws {
        let disk = try SmallDisk(megabytes: 24)
        let filler = "\(disk.path)/filler"
        try Data(count: 8 << 20).write(to: URL(fileURLWithPath: filler))
        // Port 1 (tcpmux) is nobody's: everything stays in the spool.
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
        // A refusal that did get into the spool would be sent again by nobody, and is no loss.
        let spooled = try KeptAlerts(spool: "\(disk.path)/spool").ids
        #expect(Set(ids).subtracting(spooled.keys).isEmpty && spooled.values.allSatisfy { $0 == 1 })
    }
}
