/// What the intake keeps together, or not at all: exchanges and batches in the order in which they came.
///
/// Items are known by number, counted from 0 for exchanges and batches each; the exchanges have no gap.
struct IntakeGroup: Equatable {
    /// A request that waits for its answer.
    struct Exchange: Equatable {
        let number: Int
        /// Whose it is, to count it if it is refused.
        let door: Int
        let bytes: Int
    }

    /// A batch that a door goes on behind once it is kept.
    struct Batch: Equatable {
        let number: Int
        let bytes: Int
    }

    var exchanges: [Exchange] = []
    var batches: [Batch] = []

    var isEmpty: Bool { exchanges.isEmpty && batches.isEmpty }

    /// What is done when the group was kept; room first, for who gets an answer may send the next alert at once.
    var acknowledgements: [IntakeMachine.Action] {
        let room = IntakeMachine.Action.release(
            bytes: exchangeBytes + batches.reduce(0) { $0 + $1.bytes },
            count: exchanges.count + batches.count,
            batches: batches.map(\.number)
        )
        return numbers.isEmpty ? [room] : [room, .answer(numbers, .asRecorded)]
    }

    /// What is done when the exchanges are refused; the batches stay.
    var refusals: [IntakeMachine.Action] {
        guard !exchanges.isEmpty else { return [] }
        let counts = Set(exchanges.map(\.door)).sorted().map { door in
            IntakeMachine.Action.countRefused(door: door, count: exchanges.count { $0.door == door })
        }
        return counts + [
            .release(bytes: exchangeBytes, count: exchanges.count, batches: []), .answer(numbers, .refused),
        ]
    }

    private var exchangeBytes: Int {
        exchanges.reduce(0) { $0 + $1.bytes }
    }

    private var numbers: Range<Int> {
        guard let first = exchanges.first else { return 0..<0 }
        return first.number..<first.number + exchanges.count
    }
}
