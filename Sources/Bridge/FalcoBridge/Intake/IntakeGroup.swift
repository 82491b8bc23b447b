/// Exchanges and batches, in the order of arrival, that the intake keeps together or not at all.
///
/// Items are numbered from 0, exchanges and batches separately; the exchanges have no gap.
struct IntakeGroup: Equatable {
    /// A request that waits for its answer.
    struct Exchange: Equatable {
        let number: Int
        /// Its door, to count a refusal.
        let door: Int
        let bytes: Int
    }

    /// A batch; its door continues after it once it is kept.
    struct Batch: Equatable {
        let number: Int
        let bytes: Int
    }

    var exchanges: [Exchange] = []
    var batches: [Batch] = []

    var isEmpty: Bool { exchanges.isEmpty && batches.isEmpty }

    /// The actions when the group was kept; room is released first, since an answered sender may send the next alert at
    /// once.
    var acknowledgements: [IntakeMachine.Action] {
        let room = IntakeMachine.Action.release(
            bytes: exchangeBytes + batches.reduce(0) { $0 + $1.bytes },
            count: exchanges.count + batches.count,
            batches: batches.map(\.number)
        )
        return numbers.isEmpty ? [room] : [room, .answer(numbers, .asRecorded)]
    }

    /// The actions when the exchanges are refused; the batches stay.
    var refusals: [IntakeMachine.Action] {
        guard !exchanges.isEmpty else { return [] }
        return [.release(bytes: exchangeBytes, count: exchanges.count, batches: []), .answer(numbers, .refused)]
    }

    private var exchangeBytes: Int {
        exchanges.reduce(0) { $0 + $1.bytes }
    }

    private var numbers: Range<Int> {
        guard let first = exchanges.first else { return 0..<0 }
        return first.number..<first.number + exchanges.count
    }
}
