import FalcoBridge

/// Generated alerts as a door hands them in: blocks of received bytes, from memory.
struct AlertFeeder {
    private var blocks: AlertBlocks
    private let intake: AlertIntake
    private let door: IntakeDoor
    /// Alerts handed in so far.
    private(set) var count = 0

    /// Opens the door of a bench.
    ///
    /// - Parameters:
    ///   - blocks: What is handed in.
    ///   - intake: Where to.
    init(_ blocks: AlertBlocks, intake: AlertIntake) {
        self.blocks = blocks
        self.intake = intake
        door = intake.openDoor("bench", kind: "memory")
    }

    /// Hands in that many alerts, and those of an intrusion whenever one is due, waiting while there is no room.
    ///
    /// - Returns: How many were handed in.
    @discardableResult
    mutating func feed(_ wanted: Int, intrusions: Bool = true) throws -> Int {
        var blocks = blocks
        let made = try blocks.forEach(wanted, intrusions: intrusions) { try submit($0) }
        self.blocks = blocks
        return made
    }

    /// Hands in one small block with a receipt time.
    mutating func feed(_ wanted: Int, receivedMilliseconds: Int64) throws {
        try submit(blocks.next(wanted), at: receivedMilliseconds)
    }

    private mutating func submit(_ block: AlertBlocks.Block, at milliseconds: Int64? = nil) throws {
        let batch = ReceivedBatch.alerts(
            ReceivedPieces(
                bytes: block.bytes,
                pieces: block.pieces,
                sender: "bench",
                // Received when it happened, as from a Falco next door.
                receivedMilliseconds: milliseconds ?? block.nanoseconds / 1_000_000
            )
        )
        guard intake.submit(batch, from: door) else {
            throw BenchFailure("the intake has ended")
        }
        count += block.pieces.count
    }
}
