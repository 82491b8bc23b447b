package import JSONText

/// A decimal with three places, kept as whole thousandths: plus and minus two million.
///
/// What stages compute with and publish: equal on every machine, unlike a Double's text.
package struct Milli: Hashable, Comparable, Sendable {
    /// The number of thousandths.
    package let thousandths: Int32

    /// Makes a decimal of thousandths.
    package init(thousandths: Int32) {
        self.thousandths = thousandths
    }

    /// Makes the decimal next to a value, halves away from zero; what does not fit is the nearest that does.
    ///
    /// - Parameter value: Not NaN.
    package init(rounding value: Double) {
        precondition(!value.isNaN, "a decimal is a number")
        let scaled = (value * 1000).rounded(.toNearestOrAwayFromZero)
        thousandths = Int32(max(Double(Int32.min), min(Double(Int32.max), scaled)))
    }

    /// Reads a JSON number; nil when it is none or does not fit.
    package init?(_ view: JSONView) {
        guard let value = view.milli, let thousandths = Int32(exactly: value) else { return nil }
        self.thousandths = thousandths
    }

    /// Hands the thousandths of an array to the body, which must not let them escape.
    static func withThousandths<Result>(of values: [Milli], _ body: (UnsafeBufferPointer<Int32>) -> Result) -> Result {
        // The only stored property is the number of thousandths.
        values.withUnsafeBytes { body($0.bindMemory(to: Int32.self)) }
    }

    /// Reads an array of JSON numbers; nil when it is none, or one of them is none or does not fit.
    static func array(_ view: JSONView) -> [Milli]? {
        guard view.kind == .array else { return nil }
        var isGood = true
        let elementCount = view.elementCount
        let values = [Milli](unsafeUninitializedCapacity: elementCount) { room, count in
            guard let first = room.baseAddress else { return }
            first.withMemoryRebound(to: Int32.self, capacity: elementCount) { first in
                isGood = view.copyThousandths(to: first)
            }
            count = isGood ? elementCount : 0
        }
        return isGood ? values : nil
    }

    /// The value, as near as a Double comes.
    package var double: Double { Double(thousandths) / 1000 }

    package static func < (left: Milli, right: Milli) -> Bool { left.thousandths < right.thousandths }

    /// Zero.
    package static let zero = Milli(thousandths: 0)
    /// One.
    package static let one = Milli(thousandths: 1000)
}

extension Milli: CustomStringConvertible {
    /// The shortest decimal, such as `-0.25`.
    package var description: String {
        var writer = JSONWriter(capacity: 16)
        writer.milli(self)
        return writer.withBytes { String(decoding: $0, as: UTF8.self) }
    }
}

extension JSONWriter {
    /// Writes a decimal.
    package mutating func milli(_ value: Milli) {
        milli(Int64(value.thousandths))
    }
}
