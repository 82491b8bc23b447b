extension JSONWriter {
    /// Writes a string.
    ///
    /// Escaped are the quotation mark, the backslash and the control characters below U+0020 (`\b \t \n \f \r`, others
    /// `\u00xx`); everything else is copied, so equal strings are equal bytes.
    ///
    /// - Parameter utf8: Valid UTF-8; the writer does not check it.
    package mutating func string(_ utf8: UnsafeRawBufferPointer) {
        separate()
        byte(0x22)
        escaped(utf8)
        byte(0x22)
    }

    /// Writes a string.
    package mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { string(UnsafeRawBufferPointer($0)) }
    }

    /// Writes a string of plain ASCII that needs no escapes.
    package mutating func string(_ value: StaticString) {
        separate()
        reserve(value.utf8CodeUnitCount + 2)
        byte(0x22)
        literal(value)
        byte(0x22)
    }

    /// Writes a string of up to that many plain characters which the body writes; they must need no escapes.
    ///
    /// - Parameters:
    ///   - maximum: Room that the body gets, in bytes.
    ///   - body: Writes from the start of the room and returns how many bytes it wrote, 0 to `maximum`.
    @inline(__always)
    package mutating func plainString(atMost maximum: Int, _ body: (UnsafeMutableRawPointer) -> Int) {
        separate()
        byte(0x22)
        append(atMost: maximum, body)
        byte(0x22)
    }

    /// Begins a string that is written in parts.
    package mutating func beginString() {
        separate()
        byte(0x22)
    }

    /// Writes a part of a string that was begun.
    ///
    /// - Parameter utf8: Valid UTF-8; the writer does not check it.
    package mutating func stringPart(_ utf8: UnsafeRawBufferPointer) {
        escaped(utf8)
    }

    /// Writes a part of a string that was begun.
    package mutating func stringPart(_ value: String) {
        var value = value
        value.withUTF8 { escaped(UnsafeRawBufferPointer($0)) }
    }

    /// Ends a string that was begun.
    package mutating func endString() {
        byte(0x22)
    }

    /// Writes a string that holds bytes in base64 (RFC 4648 section 4, padded).
    package mutating func base64(_ bytes: UnsafeRawBufferPointer) {
        plainString(atMost: Base64.encodedCount(bytes.count)) { out in
            Base64.encode(bytes, to: out)
        }
    }

    /// Copies the bytes eight at a time while none of them needs an escape.
    private mutating func escaped(_ utf8: UnsafeRawBufferPointer) {
        guard let start = utf8.baseAddress else { return }
        // The worst case is six bytes for one; room for the common case is made at once, for escapes as they come.
        reserve(utf8.count + 8)
        var index = 0
        while index + 8 <= utf8.count {
            let word = start.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard Self.isPlain(word) else {
                for offset in index..<index + 8 {
                    escape(utf8[offset])
                }
                index += 8
                reserve(utf8.count - index + 8)
                continue
            }
            base.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
            count += 8
            index += 8
        }
        while index < utf8.count {
            escape(utf8[index])
            index += 1
        }
    }

    /// Whether none of eight bytes is a control character, a quotation mark or a backslash.
    ///
    /// Source: Mycroft's zero-byte test, in S. E. Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte
    /// less than n" and "has a byte equal to n". A byte of 0x80 and above may not be taken for a plain one's borrow.
    @inline(__always)
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let control = (word &- ones &* 0x20) & ~word
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let quotes = (quote &- ones) & ~quote
        let backslashes = (backslash &- ones) & ~backslash
        return (control | quotes | backslashes) & highs == 0
    }

    private mutating func escape(_ character: UInt8) {
        switch character {
        case 0x22: literal("\\\"")
        case 0x5C: literal("\\\\")
        case 0x08: literal("\\b")
        case 0x09: literal("\\t")
        case 0x0A: literal("\\n")
        case 0x0C: literal("\\f")
        case 0x0D: literal("\\r")
        case 0..<0x20:
            literal("\\u00")
            byte(0x30 + character >> 4)
            let low = character & 15
            byte(low < 10 ? low + 0x30 : low + 0x57)
        default: byte(character)
        }
    }
}
