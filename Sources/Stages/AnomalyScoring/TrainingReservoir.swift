/// A uniform sample of bounded size from any number of rows, the same for the same rows and seed.
///
/// Source: Vitter (1985), "Random sampling with a reservoir", ACM TOMS 11(1), algorithm R.
package struct TrainingReservoir: Sendable {
    /// The rows that were kept.
    package private(set) var rows: FeatureMatrix

    /// How many rows were offered.
    package private(set) var offered = 0

    private let capacity: Int
    private var random: RandomStream

    /// Makes an empty reservoir.
    ///
    /// - Parameters:
    ///   - width: Values in a row.
    ///   - capacity: The most rows kept; each later row replaces a kept one with probability capacity / offered.
    ///   - seed: The seed of the choice.
    package init(width: Int, capacity: Int, seed: UInt64) {
        precondition(capacity > 0, "a reservoir keeps at least one row")
        rows = FeatureMatrix(width: width)
        self.capacity = capacity
        random = RandomStream(seed: seed, part: -1)
    }

    /// Offers one row.
    package mutating func offer(_ row: [Int32]) {
        offered += 1
        guard rows.rowCount == capacity else {
            rows.append(row)
            return
        }
        let slot = random.index(below: offered)
        if slot < capacity { rows.replace(row: slot, by: row) }
    }
}
