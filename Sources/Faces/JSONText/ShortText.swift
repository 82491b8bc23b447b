/// Copying of texts that are mostly shorter than 100 bytes, in words that overlap at their end and no call.
enum ShortText {
    /// Copies bytes that do not overlap with their copy.
    ///
    /// - Parameters:
    ///   - source: What to copy.
    ///   - count: How many bytes, at least 0.
    ///   - out: Room for as many bytes.
    @inline(__always)
    static func copy(_ source: UnsafeRawPointer, _ count: Int, to out: UnsafeMutableRawPointer) {
        if count >= 8 {
            if count > 64 {
                out.copyMemory(from: source, byteCount: count)
                return
            }
            var index = 0
            while index + 8 <= count {
                out.storeBytes(of: word(source, index), toByteOffset: index, as: UInt64.self)
                index += 8
            }
            out.storeBytes(of: word(source, count - 8), toByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            let (head, tail) = (half(source, 0), half(source, count - 4))
            out.storeBytes(of: head, as: UInt32.self)
            out.storeBytes(of: tail, toByteOffset: count - 4, as: UInt32.self)
        } else {
            for index in 0..<count {
                out.storeBytes(
                    of: source.load(fromByteOffset: index, as: UInt8.self),
                    toByteOffset: index,
                    as: UInt8.self
                )
            }
        }
    }

    /// Copies bytes while none of them needs an escape in JSON.
    ///
    /// - Parameters:
    ///   - source: What to copy.
    ///   - count: How many bytes, at least 0.
    ///   - out: Room for as many bytes; what it holds is undefined when the answer is false.
    /// - Returns: Whether all of them are plain and were copied.
    @inline(__always)
    static func copyPlain(_ source: UnsafeRawPointer, _ count: Int, to out: UnsafeMutableRawPointer) -> Bool {
        if count >= 8 {
            var special: UInt64 = 0
            var index = 0
            while index + 8 <= count {
                let word = word(source, index)
                special |= specials(in: word)
                out.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            let tail = word(source, count - 8)
            out.storeBytes(of: tail, toByteOffset: count - 8, as: UInt64.self)
            return special | specials(in: tail) == 0
        }
        if count >= 4 {
            let (head, tail) = (half(source, 0), half(source, count - 4))
            out.storeBytes(of: head, as: UInt32.self)
            out.storeBytes(of: tail, toByteOffset: count - 4, as: UInt32.self)
            return isPlain(UInt64(head) | UInt64(tail) << 32)
        }
        // Bytes that are not there are taken for letters.
        var word: UInt64 = 0x6161_6161_6161_6161
        for index in 0..<count {
            let byte = source.load(fromByteOffset: index, as: UInt8.self)
            out.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
            word = word << 8 | UInt64(byte)
        }
        return isPlain(word)
    }

    /// Whether none of eight bytes is a control character, a quotation mark or a backslash.
    @inline(__always)
    static func isPlain(_ word: UInt64) -> Bool { specials(in: word) == 0 }

    /// Returns zero when none of eight bytes is a control character, a quotation mark or a backslash.
    ///
    /// Source: Mycroft's zero-byte test, in S. E. Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte
    /// less than n" and "has a byte equal to n". A byte of 0x80 and above may not be taken for a plain one's borrow.
    @inline(__always)
    private static func specials(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let control = (word &- ones &* 0x20) & ~word
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let quotes = (quote &- ones) & ~quote
        let backslashes = (backslash &- ones) & ~backslash
        return (control | quotes | backslashes) & highs
    }

    @inline(__always)
    private static func word(_ source: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    private static func half(_ source: UnsafeRawPointer, _ offset: Int) -> UInt32 {
        source.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    }
}
