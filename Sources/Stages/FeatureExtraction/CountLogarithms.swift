/// The thousandths of ln(1 + count), rounded to the nearest, by table and plain IEEE operations.
///
/// The C library's `log` gives other last bits on other processors; these do not (see the design's rule on floating
/// point). ln(n + 1) - ln(n) = 2 artanh(1 / (2n + 1)), summed up.
struct CountLogarithms: Sendable {
    /// Counts in the table; larger ones are halved first.
    private static let tableSize = 4096
    /// ln 2 in millionths.
    private static let ln2Millionths = 693_147

    private let table: [Int32]

    /// Works out the table.
    init() {
        var table: [Int32] = [0]
        table.reserveCapacity(Self.tableSize)
        var sum = 0.0
        for count in 1..<Self.tableSize {
            let ratio = 1 / Double(2 * count + 1)
            let square = ratio * ratio
            // ratio <= 1/3, so the 17th term is below 1e-17.
            var series = 0.0
            var divisor = 33.0
            while divisor >= 1 {
                series = series * square + 1 / divisor
                divisor -= 2
            }
            sum += 2 * ratio * series
            table.append(Int32(sum * 1000 + 0.5))
        }
        self.table = table
    }

    /// Returns the thousandths of ln(1 + count); off by one thousandth at most from 4096 on.
    subscript(count: Int) -> Int32 {
        if count < Self.tableSize { return table[count] }
        var halves = 0
        var rest = count + 1
        while rest > Self.tableSize {
            rest /= 2
            halves += 1
        }
        return table[rest - 1] + Int32((halves * Self.ln2Millionths + 500) / 1000)
    }
}
