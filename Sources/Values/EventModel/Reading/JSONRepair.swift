import JSONText

/// Makes copies that can be read in place of received bytes that are not quite JSON; the received bytes are kept.
///
/// | fault | in the copy |
/// | --- | --- |
/// | UTF-16 with a byte order mark | UTF-8 |
/// | a UTF-8 byte order mark, NUL padding in front | left out |
/// | bytes that are not UTF-8, lone surrogates | U+FFFD, and every good byte beside them stays |
/// | control characters inside strings, but a line feed | escaped |
/// | integers beyond 64 bits and floating point beyond a Double | strings of the same digits |
///
/// A line feed inside a string is not mended: there two lines of a torn log meet.
package enum JSONRepair {
    /// Returns a copy to read.
    ///
    /// - Parameter received: Bytes that are no JSON as they are.
    /// - Returns: The copy; nil when nothing can be repaired.
    static func copy(of received: UnsafeRawBufferPointer) -> [UInt8]? {
        var bytes = utf8(ofUTF16: received) ?? Array(String(decoding: received, as: UTF8.self).utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        bytes.removeFirst(bytes.firstIndex { $0 != 0 } ?? bytes.count)
        guard let first = bytes.first(where: { $0 > 0x20 }), first == 0x7B || first == 0x22 || first == 0x5B else {
            return nil
        }
        let repaired = bytes.withUnsafeBytes { rewritten($0) }
        return repaired.elementsEqual(received) ? nil : repaired
    }

    /// Returns UTF-16 text behind its byte order mark as UTF-8; nil when there is no such mark.
    package static func utf8(ofUTF16 bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        let isLittle = bytes.starts(with: [0xFF, 0xFE])
        guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else { return nil }
        let units = (1..<bytes.count / 2).lazy.map { index in
            let unit = bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)
            return isLittle ? UInt16(littleEndian: unit) : UInt16(bigEndian: unit)
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private static func rewritten(_ text: UnsafeRawBufferPointer) -> [UInt8] {
        var copy: [UInt8] = []
        copy.reserveCapacity(text.count + 16)
        var index = 0
        while index < text.count {
            switch text[index] {
            case 0x22:
                index = copyString(text, from: index, into: &copy)
            case 0x2D, 0x30...0x39:
                index = copyNumber(text, from: index, into: &copy)
            default:
                copy.append(text[index])
                index += 1
            }
        }
        return copy
    }

    /// Copies a string with its marks; returns the place behind it.
    private static func copyString(_ text: UnsafeRawBufferPointer, from start: Int, into copy: inout [UInt8]) -> Int {
        copy.append(0x22)
        var index = start + 1
        while index < text.count {
            let byte = text[index]
            switch byte {
            case 0x22:
                copy.append(0x22)
                return index + 1
            case 0x5C where surrogate(text, at: index) != nil:
                index = copySurrogate(text, from: index, into: &copy)
            case 0x5C:
                copy.append(contentsOf: text[index..<min(index + 2, text.count)])
                index += 2
            case 0..<0x20 where byte != 0x0A:
                let digits = Array("0123456789abcdef".utf8)
                copy += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                index += 1
            default:
                copy.append(byte)
                index += 1
            }
        }
        return index
    }

    /// The code unit that a `\u` escape writes when it is half of a surrogate pair.
    private static func surrogate(_ text: UnsafeRawBufferPointer, at index: Int) -> UInt16? {
        guard index + 6 <= text.count, text[index] == 0x5C, text[index + 1] == 0x75 else { return nil }
        let digits = String(decoding: text[(index + 2)..<(index + 6)], as: UTF8.self)
        guard let unit = UInt16(digits, radix: 16), 0xD800...0xDFFF ~= unit else { return nil }
        return unit
    }

    /// Copies a pair as it is, and U+FFFD for a half alone.
    private static func copySurrogate(_ text: UnsafeRawBufferPointer, from start: Int, into copy: inout [UInt8]) -> Int
    {
        if let high = surrogate(text, at: start), high < 0xDC00, let low = surrogate(text, at: start + 6), low >= 0xDC00
        {
            copy.append(contentsOf: text[start..<(start + 12)])
            return start + 12
        }
        copy += Array("\\ufffd".utf8)
        return start + 6
    }

    /// Copies a number, in quotation marks when a parser of 64 bits may refuse it; returns the place behind it.
    private static func copyNumber(_ text: UnsafeRawBufferPointer, from start: Int, into copy: inout [UInt8]) -> Int {
        let end = text[start...].firstIndex { byte in
            switch byte {
            case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: false
            default: true
            }
        }
        let number = text[start..<(end ?? text.count)]
        let isWhole = number.allSatisfy { 0x30...0x39 ~= $0 || $0 == 0x2D }
        let words = String(decoding: number, as: UTF8.self)
        let isRead =
            isWhole
            ? number.count < 19 || Int64(words) != nil || UInt64(words) != nil
            : Double(words).map(\.isFinite) ?? true
        if !isRead { copy.append(0x22) }
        copy.append(contentsOf: number)
        if !isRead { copy.append(0x22) }
        return number.endIndex
    }
}
