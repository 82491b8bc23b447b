import Cryptography
import EventModel
import FalcoBridge
import JSONText
import LogPort
import PipelineTestKit
import StageRuntime
import Testing

/// Whatever is in a log file, each alert in it is in the log as it came, and every line is counted.
@Suite("Changed log files")
struct IntakeFuzzTests {
    private static let stamp = "2026-04-06T14:25:19.123456789Z"

    private static let corpus: [[UInt8]] = [
        sampleAlert(1) + "\n", sampleAlert(2) + "\r\n", "Falco initialized with configuration files:\n",
        "\(stamp) \(sampleAlert(3))\n", "\(stamp) stdout F \(sampleAlert(4))\n", String(sampleAlert(5).prefix(70)),
        #"{"log":"\#(sampleAlert(6).replacing("\"", with: "\\\""))\n","stream":"stdout","time":"t"}"# + "\n",
        "13:53:31.726060287: Critical Some message (k=v)\n", sampleAlert(7, source: "internal") + "\n",
        "\(stamp) stdout P \(sampleAlert(8).prefix(50))\n\(stamp) stdout F \(sampleAlert(8).dropFirst(50))\n",
    ].map { Array($0.utf8) }

    private static let words = [
        "\n", "\r\n", stamp + " ", "{", "}", "\"", "\\", #"{"output":"#, "[libs]: ", "\u{0}", "x",
    ]

    /// The lines that are whole alerts by themselves, without what is before them.
    private static func whole(_ block: LineBlock, _ reader: AlertReader) -> [[UInt8]] {
        block.lines.filter { !$0.isCut }.compactMap { line in
            block.bytes[line.range].withUnsafeBytes { bytes -> [UInt8]? in
                guard case .object(let start) = LineShape(bytes) else { return nil }
                let object = UnsafeRawBufferPointer(rebasing: bytes[start...])
                let receipt = Timestamp(milliseconds: IntakeHarness.clock.milliseconds)
                guard (try? reader.read(object, receivedAt: receipt)) != nil else { return nil }
                return Array(object)
            }
        }
    }

    @Test("are kept alert by alert, decode as they came, and are counted line by line", arguments: FuzzBudget.seeds(10))
    func files(seed: UInt64) throws {
        var mutator = ByteMutator(corpus: Self.corpus, words: Self.words, seed: seed)
        for number in FuzzBudget(10, "log files", sharedBy: 1) {
            let harness = try IntakeHarness()
            try harness.start()
            let door = harness.intake.openDoor("memory", kind: "memory")
            var reader = LineReader(maximumLineBytes: 4_000)
            let alertReader = AlertReader()
            var expected: [[UInt8]] = []
            var lines = 0
            func submit(_ block: LineBlock?) {
                guard let block else { return }
                expected += Self.whole(block, alertReader)
                lines += block.lines.count
                let batch = ReceivedBatch.lines(
                    ReceivedPieces(
                        bytes: block.bytes,
                        pieces: block.lines,
                        sender: "fuzz",
                        receivedMilliseconds: IntakeHarness.clock.milliseconds
                    )
                )
                #expect(harness.intake.submit(batch, from: door))
            }
            for _ in 0..<200 {
                submit(mutator.next().withUnsafeBytes { reader.feed($0) })
            }
            submit(reader.finish())
            #expect(harness.intake.waitUntilKept())
            harness.stop()
            guard let flaw = Self.flaw(harness, expected, lines) else { continue }
            Issue.record("seed \(seed), file \(number): \(flaw)")
            return
        }
    }

    /// Says what is wrong with what was kept.
    private static func flaw(_ harness: IntakeHarness, _ expected: [[UInt8]], _ lines: Int) -> String? {
        guard harness.failures.isEmpty, harness.log.violations.isEmpty else { return "the writer failed" }
        guard let counters = harness.intake.counters.first, counters.counts.isBalanced else { return "not balanced" }
        let alerts = harness.values(of: Topics.alerts.name)
        let sensors = harness.values(of: Topics.sensors.name)
        let letters = harness.values(of: Topics.deadLetters.name)
        guard counters.received >= UInt64(lines), counters.appended == UInt64(alerts.count),
            counters.sensors == UInt64(sensors.count), counters.deadLettered == UInt64(letters.count)
        else { return "\(lines) lines, \(alerts.count) alerts, \(letters.count) dead letters, but \(counters)" }
        let parser = JSONParser()
        var kept: [[UInt8]: Int] = [:]
        for value in alerts {
            guard let envelope = try? parser.decode(AlertEnvelope.self, from: value),
                envelope.digest == Digest(SHA256.digest(of: envelope.received).bytes)
            else { return "an envelope that is not its bytes: \(String(decoding: value, as: UTF8.self))" }
            kept[envelope.received, default: 0] += 1
        }
        for value in sensors {
            guard let received = (try? parser.decode(Sensor.self, from: value))?.received else {
                return "a sensor is not read: \(String(decoding: value, as: UTF8.self))"
            }
            kept[received, default: 0] += 1
        }
        for value in letters where (try? parser.decode(DeadLetter.self, from: value)) == nil {
            return "a dead letter is not read: \(String(decoding: value, as: UTF8.self))"
        }
        for alert in expected {
            kept[alert, default: 0] -= 1
            if kept[alert, default: 0] < 0 {
                return "an alert is missing: \(String(decoding: alert, as: UTF8.self))"
            }
        }
        return nil
    }
}
