import Cryptography
import EventModel
import FalcoBridge
import Foundation
import LogPort
import StageRuntime
import Testing

/// What a reader that knows nothing of ours finds in all captures: counts, and the SHA-256 of each alert's bytes.
struct ExpectedCaptures {
    /// An alert with a byte that no UTF-8 has.
    static let notUTF8: [UInt8] = {
        let parts = sampleAlert(1).components(separatedBy: "Sample 1")
        return Array(parts[0].utf8) + [0x66, 0xFF, 0xE9] + Array(parts[1].utf8)
    }()

    private(set) var alerts = 0
    private(set) var sensors = 0
    private(set) var repaired = 0
    private(set) var skipped = 0
    private(set) var broken = 0
    private(set) var digests: [String] = []
    /// The lines, without their ends.
    private(set) var lines: [[UInt8]] = []

    init() throws {
        for file in CaptureTests.files {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(CaptureTests.folder)/\(file)"))
            for bytes in data.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast(
                data.last == 0x0A ? 1 : 0
            ) {
                add(Array(bytes.last == 0x0D ? bytes.dropLast() : bytes))
            }
        }
        digests.sort()
    }

    /// What is counted as received: a torn line once for each of its two pieces.
    var pieces: Int {
        alerts + sensors + skipped + broken + 2 * repaired
    }

    private mutating func add(_ line: [UInt8]) {
        lines.append(line)
        switch CaptureTests.kind(of: String(decoding: line, as: UTF8.self)) {
        case .alert:
            alerts += 1
            digests.append(SHA256.digest(of: line).hex)
        case .sensor:
            sensors += 1
            digests.append(SHA256.digest(of: line).hex)
        case .skipped: skipped += 1
        case .broken: broken += 1
        case .repaired(let text):
            repaired += 1
            digests.append(SHA256.digest(of: Array(text.utf8)).hex)
        }
    }

    /// Compares with what a door kept.
    func check(_ counters: DoorCounters, _ kept: [String]) {
        #expect(counters.appended == UInt64(alerts + repaired))
        #expect(counters.sensors == UInt64(sensors))
        #expect(counters.skipped == UInt64(skipped))
        #expect(counters.repaired == UInt64(repaired))
        // A torn line leaves its first part.
        #expect(counters.deadLettered == UInt64(broken + repaired))
        #expect(counters.received == UInt64(pieces))
        #expect(counters.counts.isBalanced)
        #expect(kept == digests)
    }
}
