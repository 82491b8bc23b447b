import Cryptography
import EventModel
import Foundation
import JSONText

/// Reading alerts: from received bytes to an `Alert`, and to its event id, on one thread.
///
/// Every alert is read from where it lies among thousands of others, as the bridge and the stages find it. The peer
/// reads the same alerts with Foundation's `JSONDecoder` into a `Decodable` with the fields that these alerts have.
enum ParseBench {
    static let bench = Bench(
        "parse",
        summary: "alerts of 1.5 KB read into everything that features need",
        discussion: """
            Reads generated alerts of about 1.5 KB into Alert values on one thread; the same with SHA-256 of the \
            received bytes, which is the event's id; the same out of envelopes, as stages do. Goals are meant for a \
            processor second, so that other work on the machine does not count. The peer that counts is simdjson over \
            the same alerts in the same run without reading anything of them, the limit of every way of reading with \
            it. The others are Foundation's JSONDecoder, which like Alert takes any field with a value of any type, \
            and the same with each field and its type known beforehand, which refuses other senders.
            """,
        defaultRecords: 600_000,
        minimumRecords: 2_000,
        measure: measure
    )

    private static let repeats = 5
    private static let poolCount = 20_000

    /// Alerts a second of clock and of processor.
    private struct Rate {
        var clock: [Double] = []
        var processor: [Double] = []

        mutating func add(_ count: Int, _ stopwatch: Stopwatch) {
            clock.append(Double(count) / stopwatch.seconds)
            processor.append(Double(count) / stopwatch.processorSeconds)
        }

        mutating func append(_ turn: Rate, _ index: Int) {
            clock.append(turn.clock[index])
            processor.append(turn.processor[index])
        }
    }

    private static func measure(_ run: BenchRun) throws -> BenchResult {
        let pool = AlertPool(seed: 4_202, count: poolCount)
        let envelopes = try envelopes(of: pool)
        var alerts = Rate()
        var withID = Rate()
        var fromEnvelope = Rate()
        var peer = Rate()
        var narrow = Rate()
        var bare = Rate()
        // A first turn fills caches and the parser's buffers; it is not counted.
        for number in 0...repeats {
            var turn = Rate()
            var sums = [Int64](repeating: 0, count: 5)
            try time(&turn, run.records) { sums[0] = try read(pool, run.records) }
            try time(&turn, run.records) { sums[1] = try readWithID(pool, run.records) }
            try time(&turn, run.records) { sums[2] = try readEnvelopes(envelopes, run.records) }
            let peerRecords = max(1_000, run.records / 60)
            try time(&turn, peerRecords) { sums[3] = try decode(OpenAlert.self, pool, peerRecords) { try $0.sum } }
            try time(&turn, peerRecords) { sums[4] = try decode(NarrowAlert.self, pool, peerRecords) { try $0.sum } }
            try time(&turn, run.records) { try parse(pool, run.records) }
            guard sums[0] == sums[1], sums[0] == sums[2] else { throw BenchFailure("the ways read different alerts") }
            let first = try read(pool, peerRecords)
            guard first == sums[3], first == sums[4] else { throw BenchFailure("Foundation reads different alerts") }
            guard number > 0 else { continue }
            run.progress("repeat \(number) of \(repeats): \(NumberText.short(turn.processor[0])) alerts/s")
            alerts.append(turn, 0)
            withID.append(turn, 1)
            fromEnvelope.append(turn, 2)
            peer.append(turn, 3)
            narrow.append(turn, 4)
            bare.append(turn, 5)
        }
        let share = alerts.processor.median / bare.processor.median
        return BenchResult(
            figures: [
                Figure("alerts a processor second", alerts.processor.median, "alerts/s", .atLeast(600_000)),
                Figure("alerts to simdjson without reading", share, "times", .atLeast(0.6)),
                Figure("with event id, a processor second", withID.processor.median, "alerts/s", .atLeast(300_000)),
                Figure("alerts on the clock", alerts.clock.median, "alerts/s"),
                Figure("with event id, on the clock", withID.clock.median, "alerts/s"),
                Figure("envelopes a processor second", fromEnvelope.processor.median, "alerts/s"),
                Figure("alert", pool.meanLength, "bytes"),
            ],
            peers: [
                Peer("Foundation's JSONDecoder, a processor second", peer.processor.median, "alerts/s"),
                Peer("Foundation's JSONDecoder, on the clock", peer.clock.median, "alerts/s"),
                Peer("the same, types known, a processor second", narrow.processor.median, "alerts/s"),
                Peer("simdjson without reading anything, the limit", bare.processor.median, "alerts/s"),
            ]
        )
    }

    private static func time(_ rate: inout Rate, _ count: Int, _ body: () throws -> Void) throws {
        let stopwatch = Stopwatch()
        try body()
        rate.add(count, stopwatch)
    }

    /// What is summed over all alerts, so that every way has to find the same.
    private static func sum(_ alert: Alert) -> Int64 {
        alert.time.nanoseconds / 1_000 + (alert.int(.procTTY) ?? 0) + Int64(alert.priority.rawValue)
            + Int64(alert.tagCount)
    }

    private static func read(_ pool: AlertPool, _ count: Int) throws -> Int64 {
        let parser = JSONParser()
        return try pool.bytes.withUnsafeBytes { buffer in
            var total: Int64 = 0
            var index = 0
            for _ in 0..<count {
                let received = UnsafeRawBufferPointer(rebasing: buffer[pool.ranges[index]])
                total &+= sum(try Alert(from: try parser.parse(borrowing: received)))
                index = index + 1 == pool.ranges.count ? 0 : index + 1
            }
            return total
        }
    }

    /// Parses and looks at nothing: what no way of reading with this parser can be faster than.
    private static func parse(_ pool: AlertPool, _ count: Int) throws {
        let parser = JSONParser()
        try pool.bytes.withUnsafeBytes { buffer in
            for index in 0..<count {
                let received = UnsafeRawBufferPointer(rebasing: buffer[pool.ranges[index % pool.ranges.count]])
                guard try parser.parse(borrowing: received).kind == .object else {
                    throw BenchFailure("an alert is no object")
                }
            }
        }
    }

    private static func readWithID(_ pool: AlertPool, _ count: Int) throws -> Int64 {
        let parser = JSONParser()
        return try pool.bytes.withUnsafeBytes { buffer in
            var total: Int64 = 0
            var ids: UInt64 = 0
            var index = 0
            for _ in 0..<count {
                let received = UnsafeRawBufferPointer(rebasing: buffer[pool.ranges[index]])
                ids ^= SHA256.digest(of: received).withBytes { Digest($0).eventID.low }
                total &+= sum(try Alert(from: try parser.parse(borrowing: received)))
                index = index + 1 == pool.ranges.count ? 0 : index + 1
            }
            guard ids != 0 || count % (2 * pool.ranges.count) == 0 else { throw BenchFailure("the ids cancel out") }
            return total
        }
    }

    private static func readEnvelopes(_ envelopes: (bytes: [UInt8], ranges: [Range<Int>]), _ count: Int) throws -> Int64
    {
        let parser = JSONParser()
        return try envelopes.bytes.withUnsafeBytes { buffer in
            var total: Int64 = 0
            var index = 0
            for _ in 0..<count {
                let value = UnsafeRawBufferPointer(rebasing: buffer[envelopes.ranges[index]])
                total &+= sum(try parser.decode(AlertEnvelope.self, from: value).alert)
                index = index + 1 == envelopes.ranges.count ? 0 : index + 1
            }
            return total
        }
    }

    /// The pool's alerts in envelopes, as the bridge writes them.
    private static func envelopes(of pool: AlertPool) throws -> (bytes: [UInt8], ranges: [Range<Int>]) {
        let naming = ProfileNaming(tenant: "default", cluster: "local")
        let reader = AlertReader()
        var writer = JSONWriter(capacity: pool.bytes.count * 2)
        var ranges: [Range<Int>] = []
        try pool.bytes.withUnsafeBytes { buffer in
            for range in pool.ranges {
                let received = UnsafeRawBufferPointer(rebasing: buffer[range])
                let reading = try reader.read(received)
                let header = AlertEnvelope.Header(
                    digest: SHA256.digest(of: received).withBytes { Digest($0) },
                    profile: naming.profile(of: reading.alert),
                    entity: naming.entity(of: reading.alert),
                    tenant: naming.tenant,
                    cluster: naming.cluster,
                    door: "http",
                    sender: "127.0.0.1"
                )
                let start = writer.count
                AlertEnvelope.write(header, reading.alert, received, isJSON: reading.isJSON, into: &writer)
                // The writer sets a comma between values; it belongs to neither.
                ranges.append((start == 0 ? 0 : start + 1)..<writer.count)
            }
        }
        return (writer.bytes, ranges)
    }

    private static func decode<Value: Decodable>(
        _ type: Value.Type,
        _ pool: AlertPool,
        _ count: Int,
        _ sum: (Value) throws -> Int64
    ) throws -> Int64 {
        let decoder = JSONDecoder()
        var total: Int64 = 0
        for number in 0..<count {
            let data = Data(pool.bytes[pool.ranges[number % pool.ranges.count]])
            total &+= try sum(try decoder.decode(type, from: data))
        }
        return total
    }
}
