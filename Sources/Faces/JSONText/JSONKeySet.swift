/// Which of 128 numbers are there, a bit each.
package struct JSONKeySet: Sendable, Hashable {
    /// The numbers 0 to 63.
    package private(set) var low: UInt64
    /// The numbers 64 to 127.
    package private(set) var high: UInt64

    /// Makes a set of its bits.
    package init(low: UInt64 = 0, high: UInt64 = 0) {
        self.low = low
        self.high = high
    }

    /// Every number.
    package static let all = JSONKeySet(low: .max, high: .max)

    /// How many numbers are there.
    @inline(__always) package var count: Int { low.nonzeroBitCount + high.nonzeroBitCount }

    /// Returns whether a number is there.
    @inline(__always)
    package func contains(_ number: UInt8) -> Bool {
        (number < 64 ? low >> UInt64(number) : high >> UInt64(number & 63)) & 1 == 1
    }

    /// Adds a number, 0 to 127.
    @inline(__always)
    package mutating func insert(_ number: UInt8) {
        let bit: UInt64 = 1 << UInt64(number & 63)
        if number < 64 {
            low |= bit
        } else {
            high |= bit
        }
    }

    /// Returns the numbers that are in both sets.
    package func intersection(_ other: JSONKeySet) -> JSONKeySet {
        JSONKeySet(low: low & other.low, high: high & other.high)
    }

    /// Every number that is not there.
    package var complement: JSONKeySet { JSONKeySet(low: ~low, high: ~high) }
}
