import FalcoBridge
import PipelineTestKit

/// Generated alerts in blocks of received bytes, as a file or a connection hands them on.
///
/// Once in `intrusionEvery` alerts somebody breaks in, so that incidents are opened and fed while the rest is quiet.
struct AlertBlocks {
    /// Alerts of one block, about 400 KB.
    static let blockCount = 256
    private static let intrusionEvery = 100_000
    /// In event time: a large cluster, and windows that fill and empty.
    static let alertsPerSecond = 50

    private var generator: AlertGenerator
    private var untilIntrusion = intrusionEvery

    /// Some alerts and where each of them lies.
    struct Block {
        var bytes: [UInt8]
        var pieces: [LineBlock.Line]
        /// Event time of the last one, in nanoseconds since 1970.
        var nanoseconds: Int64
    }

    /// Begins the alerts.
    ///
    /// - Parameters:
    ///   - seed: Decides the cluster and its alerts, all but their times.
    ///   - startSeconds: Event time at which they begin, in seconds since 1970.
    init(seed: UInt64, startSeconds: Int) {
        generator = AlertGenerator(
            seed: seed,
            startNanoseconds: Int64(startSeconds) * 1_000_000_000,
            alertsPerSecond: Self.alertsPerSecond
        )
    }

    /// Goes on where a warm-up ended.
    init(after warmUp: WarmUp) {
        self.init(seed: warmUp.seed, startSeconds: warmUp.startSeconds)
        forEach(warmUp.alerts, intrusions: false) { _ in }
    }

    /// Makes that many alerts.
    mutating func next(_ size: Int) -> Block {
        var block = Block(bytes: [], pieces: [], nanoseconds: 0)
        block.bytes.reserveCapacity(size * 1_700)
        block.pieces.reserveCapacity(size)
        for _ in 0..<size {
            let start = block.bytes.count
            generator.appendNext(to: &block.bytes)
            block.pieces.append(LineBlock.Line(start..<block.bytes.count))
        }
        block.nanoseconds = generator.nanoseconds
        return block
    }

    /// Makes at least that many alerts, and those of an intrusion whenever one is due.
    ///
    /// - Parameters:
    ///   - wanted: How many; an intrusion at the end goes beyond it.
    ///   - intrusions: Whether there are any.
    ///   - body: Gets each block.
    /// - Returns: How many were made.
    @discardableResult
    mutating func forEach(_ wanted: Int, intrusions: Bool, _ body: (Block) throws -> Void) rethrows -> Int {
        var count = 0
        while count < wanted {
            let size = min(Self.blockCount, wanted - count)
            try body(next(size))
            count += size
            guard intrusions else { continue }
            untilIntrusion -= size
            guard untilIntrusion <= 0 else { continue }
            untilIntrusion += Self.intrusionEvery
            let alerts = generator.intrusion(at: generator.nanoseconds).alerts
            let pieces = alerts.entries.map { LineBlock.Line($0.range) }
            try body(Block(bytes: alerts.bytes, pieces: pieces, nanoseconds: generator.nanoseconds))
            count += alerts.entries.count
        }
        return count
    }
}
