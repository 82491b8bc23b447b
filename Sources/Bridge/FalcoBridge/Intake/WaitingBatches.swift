/// The batches that the writer has taken and that are not kept yet, by their numbers.
struct WaitingBatches {
    private var entries: [Int: (batch: ReceivedBatch, door: Int)] = [:]
    /// How many were taken so far.
    private var count = 0

    /// Takes a batch.
    ///
    /// - Returns: Its number in the machine.
    mutating func add(_ batch: ReceivedBatch, door: Int) -> IntakeGroup.Batch {
        defer { count += 1 }
        entries[count] = (batch, door)
        return IntakeGroup.Batch(number: count, bytes: batch.byteCount)
    }

    /// The batch of a number, which is there until it is kept.
    subscript(number: Int) -> (batch: ReceivedBatch, door: Int) {
        guard let entry = entries[number] else { preconditionFailure("a batch is there until it is kept") }
        return entry
    }

    /// Forgets batches that are kept.
    mutating func remove(_ numbers: [Int]) {
        for number in numbers {
            entries[number] = nil
        }
    }
}
