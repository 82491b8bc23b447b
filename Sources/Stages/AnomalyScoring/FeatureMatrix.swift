/// Rows of feature values in thousandths, `[rows x width]`, row after row in one array.
package struct FeatureMatrix: Sendable, Equatable {
    /// The greatest magnitude of a value, in thousandths; values beyond it are cut to it.
    ///
    /// It keeps every difference of two values and twice that inside 32 bits.
    package static let limit: Int32 = 1 << 29

    /// Values in a row; at least 1.
    package let width: Int

    /// All values, row after row, each within the limit.
    package private(set) var values: [Int32] = []

    /// Makes a matrix without rows.
    package init(width: Int) {
        precondition(width > 0 && width < 255, "a row has 1 to 254 values")
        self.width = width
    }

    /// Makes a matrix of rows of equal width; there is at least one row.
    package init(rows: [[Int32]]) {
        self.init(width: rows.first?.count ?? 0)
        for row in rows { append(row) }
    }

    /// The number of rows.
    package var rowCount: Int { values.count / width }

    /// Appends one row, cut to the limit.
    package mutating func append(_ row: [Int32]) {
        precondition(row.count == width, "every row has the width of the matrix")
        for value in row { values.append(Self.clamped(value)) }
    }

    /// Replaces one row, cut to the limit.
    package mutating func replace(row index: Int, by row: [Int32]) {
        precondition(row.count == width, "every row has the width of the matrix")
        for column in 0..<width { values[index * width + column] = Self.clamped(row[column]) }
    }

    /// Returns the values of one column in ascending order.
    package func sortedColumn(_ column: Int) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(rowCount)
        for row in 0..<rowCount { result.append(values[row * width + column]) }
        result.sort()
        return result
    }

    /// Returns a value cut to the limit.
    @inline(__always)
    package static func clamped(_ value: Int32) -> Int32 {
        min(max(value, -limit), limit)
    }
}
