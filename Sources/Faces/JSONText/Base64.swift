/// Base64 as RFC 4648 section 4 has it: the standard alphabet, padded.
package enum Base64 {
    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    /// Returns how many characters that many bytes take.
    package static func encodedCount(_ count: Int) -> Int { (count + 2) / 3 * 4 }

    /// Writes the characters of the bytes and returns how many there are.
    ///
    /// - Parameters:
    ///   - bytes: What to write.
    ///   - out: Room for `encodedCount` bytes.
    /// - Returns: The number of characters.
    package static func encode(_ bytes: UnsafeRawBufferPointer, to out: UnsafeMutableRawPointer) -> Int {
        let alphabet = UnsafeRawPointer(Self.alphabet.utf8Start)
        var position = 0
        var index = 0
        while index < bytes.count {
            let left = min(3, bytes.count - index)
            var group = UInt32(bytes[index]) << 16
            if left > 1 { group |= UInt32(bytes[index + 1]) << 8 }
            if left > 2 { group |= UInt32(bytes[index + 2]) }
            for place in 0..<4 {
                let sextet = Int(group >> (18 - 6 * UInt32(place)) & 63)
                let character = place <= left ? alphabet.load(fromByteOffset: sextet, as: UInt8.self) : 0x3D
                out.storeBytes(of: character, toByteOffset: position + place, as: UInt8.self)
            }
            position += 4
            index += left
        }
        return position
    }

    /// Returns the bytes that the characters stand for, nil when they are not padded base64 or not the canonical one.
    package static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var index = 0
        while index < text.count {
            let isLast = index + 4 == text.count
            let padding = isLast ? (text[index + 3] == 0x3D ? (text[index + 2] == 0x3D ? 2 : 1) : 0) : 0
            var group: UInt32 = 0
            for place in 0..<4 {
                let sextet = place < 4 - padding ? value(of: text[index + place]) : 0
                guard let sextet else { return nil }
                group = group << 6 | UInt32(sextet)
            }
            // Bits that no byte uses must be zero, so that equal bytes have one spelling.
            guard group & (padding == 2 ? 0xFFFF : padding == 1 ? 0xFF : 0) == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            if padding < 2 { bytes.append(UInt8(truncatingIfNeeded: group >> 8)) }
            if padding < 1 { bytes.append(UInt8(truncatingIfNeeded: group)) }
            index += 4
        }
        return bytes
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case 0x41...0x5A: character - 0x41
        case 0x61...0x7A: character - 0x61 + 26
        case 0x30...0x39: character - 0x30 + 52
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }
}
