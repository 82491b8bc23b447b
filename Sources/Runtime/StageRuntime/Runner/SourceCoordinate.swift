/// Which input record an output follows from: `topic/partition/offset/index`, in one header (DESIGN.md rule 7).
///
/// The index counts the outputs of one input from 0, so the pair (offset, index) rises strictly along a partition; a
/// record that does not advance is from a torn or repeated transaction and is skipped.
package struct SourceCoordinate: Equatable, Comparable, Sendable {
    package let offset: Int64
    package let index: Int64

    package init(offset: Int64, index: Int64) {
        self.offset = offset
        self.index = index
    }

    /// Reads the last two parts of a header value; nil when it has not this form.
    package init?(_ header: UnsafeRawBufferPointer) {
        var parts: (Int64, Int64) = (0, 0)
        var part = 0
        var scale: Int64 = 1
        var digits = 0
        var position = header.count - 1
        while position >= 0, part < 2 {
            let byte = header[position]
            if byte == UInt8(ascii: "/") {
                guard digits > 0 else { return nil }
                part += 1
                scale = 1
                digits = 0
            } else {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), digits < 18 else { return nil }
                let value = Int64(byte - UInt8(ascii: "0")) * scale
                if part == 0 {
                    parts.1 += value
                } else {
                    parts.0 += value
                }
                scale *= 10
                digits += 1
            }
            position -= 1
        }
        guard part == 2 else { return nil }
        offset = parts.0
        index = parts.1
    }

    package static func < (left: SourceCoordinate, right: SourceCoordinate) -> Bool {
        (left.offset, left.index) < (right.offset, right.index)
    }
}
