import FalcoBridge
import PipelineTestKit

/// Generated alerts as a door hands them in: blocks of received bytes, from memory.
///
/// Once in `intrusionEvery` alerts somebody breaks in, so that incidents are opened and fed while the rest is quiet.
struct AlertFeeder {
    /// Alerts of one block, about 400 KB.
    static let blockCount = 256
    private static let intrusionEvery = 100_000
    /// In event time: a large cluster, and windows that fill and empty.
    static let alertsPerSecond = 50

    private var generator: AlertGenerator
    private let intake: AlertIntake
    private let door: IntakeDoor
    /// Alerts handed in so far.
    private(set) var count = 0
    private var untilIntrusion = intrusionEvery

    /// Opens the door of a bench.
    ///
    /// - Parameters:
    ///   - seed: Decides the cluster and its alerts, all but their times.
    ///   - startSeconds: Event time at which they begin, in seconds since 1970.
    ///   - intake: Where to.
    init(seed: UInt64, startSeconds: Int, intake: AlertIntake) {
        generator = AlertGenerator(
            seed: seed,
            startNanoseconds: Int64(startSeconds) * 1_000_000_000,
            alertsPerSecond: Self.alertsPerSecond
        )
        self.intake = intake
        door = intake.openDoor("bench", kind: "memory")
    }

    /// Goes on where a warm-up ended.
    init(after warmUp: WarmUp, intake: AlertIntake) {
        self.init(seed: warmUp.seed, startSeconds: warmUp.startSeconds, intake: intake)
        var left = warmUp.alerts
        while left > 0 {
            let size = min(Self.blockCount, left)
            _ = block(size)
            left -= size
        }
    }

    /// Hands in that many alerts, and those of an intrusion whenever one is due, waiting while there is no room.
    ///
    /// - Returns: How many were handed in.
    @discardableResult
    mutating func feed(_ wanted: Int, intrusions: Bool = true) throws -> Int {
        let before = count
        while count - before < wanted {
            let size = min(Self.blockCount, wanted - (count - before))
            try submit(block(size))
            guard intrusions else { continue }
            untilIntrusion -= size
            if untilIntrusion <= 0 {
                untilIntrusion += Self.intrusionEvery
                try submit(intrusion())
            }
        }
        return count - before
    }

    /// Hands in one small block with a receipt time.
    mutating func feed(_ wanted: Int, receivedMilliseconds: Int64) throws {
        try submit(block(wanted), at: receivedMilliseconds)
    }

    private mutating func block(_ size: Int) -> (bytes: [UInt8], pieces: [LineBlock.Line]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size * 1_700)
        var pieces: [LineBlock.Line] = []
        pieces.reserveCapacity(size)
        for _ in 0..<size {
            let start = bytes.count
            generator.appendNext(to: &bytes)
            pieces.append(LineBlock.Line(start..<bytes.count))
        }
        return (bytes, pieces)
    }

    private func intrusion() -> (bytes: [UInt8], pieces: [LineBlock.Line]) {
        let alerts = generator.intrusion(at: generator.nanoseconds).alerts
        return (alerts.bytes, alerts.entries.map { LineBlock.Line($0.range) })
    }

    private mutating func submit(
        _ block: (bytes: [UInt8], pieces: [LineBlock.Line]),
        at milliseconds: Int64? = nil
    ) throws {
        let batch = ReceivedBatch(
            form: .alerts,
            bytes: block.bytes,
            pieces: block.pieces,
            sender: "bench",
            // Received when it happened, as from a Falco next door.
            receivedMilliseconds: milliseconds ?? generator.nanoseconds / 1_000_000
        )
        guard intake.submit(batch, from: door) else {
            throw BenchFailure("the intake has ended")
        }
        count += block.pieces.count
    }
}
