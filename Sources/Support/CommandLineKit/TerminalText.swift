/// Makes text that came from outside harmless for whoever looks at it: no byte of it moves a cursor, changes a color, begins
/// a link or turns the direction of writing.
///
/// Escaped are C0 but tab and line feed, DEL, C1, bidirectional and invisible format controls, and line and paragraph
/// separators, each as `\uXXXX`. In JSON such a character can only stand inside a string, where that is the same string;
/// elsewhere it is what a reader sees. Bytes that are not UTF-8 become U+FFFD: a terminal may take a lone 0x9B for C1.
///
/// Source: RFC 8259, section 7; ECMA-48; Unicode Technical Report 36, section 2.
package enum TerminalText {
    /// Escapes text.
    package static func escaped(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            escaped(UnsafeRawBufferPointer(bytes)).map { String(decoding: $0, as: UTF8.self) }
        } ?? text
    }

    /// Escapes bytes.
    ///
    /// - Returns: nil when nothing in them has to be escaped.
    package static func escaped(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        guard bytes.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A || $0 >= 0x7F }) else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64)
        var isChanged = false
        // Decoding repairs what is not UTF-8, which is a change as well.
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if isDangerous(scalar) {
                isChanged = true
                append(escapeOf: scalar, to: &result)
            } else {
                result.append(contentsOf: scalar.utf8)
            }
        }
        return isChanged || !result.elementsEqual(bytes) ? result : nil
    }

    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F: true
        // Arabic letter mark; marks of direction; separators, embeddings and overrides; isolates.
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        // Byte order mark, interlinear annotation, tags.
        case 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
        default: false
        }
    }

    private static func append(escapeOf scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        for unit in scalar.utf16 {
            let digits = String(unit, radix: 16)
            bytes.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
        }
    }
}
