/// Reads strings back out of JSON that `JSONWriter` wrote, without a parser.
enum WrittenText {
    /// Returns the index of the quotation mark that ends a string.
    ///
    /// - Parameters:
    ///   - start: Where the string's characters begin, behind its first quotation mark.
    ///   - json: What the writer wrote; the string ends in it.
    ///   - hasEscapes: Whether there may be a backslash in it.
    /// - Returns: The index of the closing quotation mark.
    static func end(of start: Int, in json: UnsafeRawBufferPointer, hasEscapes: Bool) -> Int {
        var index = start
        if !hasEscapes {
            let quotes: UInt64 = 0x2222_2222_2222_2222
            while index + 8 <= json.count {
                let word = UInt64(littleEndian: json.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ quotes
                // The lowest byte that is zero has its high bit set; bytes above it may be wrong and are ignored.
                let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
                if zeros != 0 { return index + zeros.trailingZeroBitCount / 8 }
                index += 8
            }
        }
        while json[index] != 0x22 {
            // What follows a backslash ends nothing; of the six characters of `\u00xx` the other four are digits.
            index += json[index] == 0x5C ? 2 : 1
        }
        return index
    }

    /// Returns the bytes that the characters of a string stand for.
    static func plain(_ written: UnsafeRawBufferPointer) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(written.count)
        var index = 0
        while index < written.count {
            guard written[index] == 0x5C else {
                bytes.append(written[index])
                index += 1
                continue
            }
            let letter = written[index + 1]
            switch letter {
            case 0x62: bytes.append(0x08)
            case 0x74: bytes.append(0x09)
            case 0x6E: bytes.append(0x0A)
            case 0x66: bytes.append(0x0C)
            case 0x72: bytes.append(0x0D)
            case 0x75:
                let (high, low) = (written[index + 4], written[index + 5])
                bytes.append((high - 0x30) << 4 | (low < 0x3A ? low - 0x30 : low - 0x57))
                index += 4
            default: bytes.append(letter)
            }
            index += 2
        }
        return bytes
    }
}
