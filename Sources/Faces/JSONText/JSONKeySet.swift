/// Which of 128 numbers are there, a bit each.
///
/// It is public, so that its few instructions are compiled into the loops of other targets.
public struct JSONKeySet: Sendable, Hashable {
    /// The numbers 0 to 63.
    public var low: UInt64
    /// The numbers 64 to 127.
    public var high: UInt64

    /// Makes a set of its bits.
    @inlinable
    public init(low: UInt64 = 0, high: UInt64 = 0) {
        self.low = low
        self.high = high
    }

    /// Every number.
    public static let all = JSONKeySet(low: .max, high: .max)

    /// How many numbers are there.
    @inlinable public var count: Int { low.nonzeroBitCount + high.nonzeroBitCount }

    /// Returns whether a number is there.
    @inlinable
    public func contains(_ number: UInt8) -> Bool {
        (number < 64 ? low >> UInt64(number) : high >> UInt64(number & 63)) & 1 == 1
    }

    /// Adds a number, 0 to 127.
    @inlinable
    public mutating func insert(_ number: UInt8) {
        let bit: UInt64 = 1 << UInt64(number & 63)
        if number < 64 {
            low |= bit
        } else {
            high |= bit
        }
    }

    /// Returns the numbers that are in both sets.
    @inlinable
    public func intersection(_ other: JSONKeySet) -> JSONKeySet {
        JSONKeySet(low: low & other.low, high: high & other.high)
    }

    /// Every number that is not there.
    @inlinable public var complement: JSONKeySet { JSONKeySet(low: ~low, high: ~high) }
}
