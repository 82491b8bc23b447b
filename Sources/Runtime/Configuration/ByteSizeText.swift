/// A size in the form of settings: a whole number and one unit of IEC 80000-13, such as "512B" or "64MiB".
struct ByteSizeText: CustomStringConvertible, Equatable {
    /// Units with the power of two they stand for, largest first.
    private static let units: [(name: String, shift: Int)] = [
        ("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0),
    ]

    let bytes: Int

    init(_ bytes: Int) {
        self.bytes = bytes
    }

    /// Reads a size; nil for another text and for more than 2^63 - 1 bytes.
    init?(parsing text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = Self.units.first { $0.name == text[digits.endIndex...] }
        guard let unit, let count = Int(digits) else { return nil }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << unit.shift)
        guard !overflow else { return nil }
        self.bytes = bytes
    }

    /// The largest unit that divides the size.
    var description: String {
        let unit = Self.units.first { bytes != 0 && bytes % (1 << $0.shift) == 0 } ?? Self.units[4]
        return "\(bytes >> unit.shift)\(unit.name)"
    }
}
