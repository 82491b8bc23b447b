/// A text to compare fields with, prepared for being looked for in time that grows with the field's length alone.
///
/// Source: D. E. Knuth, J. H. Morris, V. R. Pratt (1977), "Fast pattern matching in strings", SIAM J. Comput. 6(2).
package struct ExpressionLiteral: Sendable, Equatable {
    /// The text.
    package let text: String
    private let bytes: [UInt8]
    /// For each place, how much of the beginning also ends there.
    private let borders: [Int]

    /// Prepares a text.
    package init(_ text: String) {
        self.text = text
        let bytes = Array(text.utf8)
        var borders = Array(repeating: 0, count: bytes.count)
        var length = 0
        for index in bytes.indices.dropFirst() {
            while length > 0, bytes[index] != bytes[length] {
                length = borders[length - 1]
            }
            if bytes[index] == bytes[length] {
                length += 1
            }
            borders[index] = length
        }
        self.bytes = bytes
        self.borders = borders
    }

    package static func == (left: ExpressionLiteral, right: ExpressionLiteral) -> Bool {
        left.bytes == right.bytes
    }

    func equals(_ other: UnsafeRawBufferPointer) -> Bool {
        other.count == bytes.count && other.elementsEqual(bytes)
    }

    func begins(_ other: UnsafeRawBufferPointer) -> Bool {
        other.starts(with: bytes)
    }

    func ends(_ other: UnsafeRawBufferPointer) -> Bool {
        other.count >= bytes.count && other.suffix(bytes.count).elementsEqual(bytes)
    }

    func isInside(_ other: UnsafeRawBufferPointer) -> Bool {
        guard !bytes.isEmpty else { return true }
        var length = 0
        for byte in other {
            while length > 0, byte != bytes[length] {
                length = borders[length - 1]
            }
            if byte == bytes[length] {
                length += 1
            }
            if length == bytes.count {
                return true
            }
        }
        return false
    }
}
