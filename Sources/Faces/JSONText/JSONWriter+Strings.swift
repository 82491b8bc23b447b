extension JSONWriter {
    /// Writes a string.
    ///
    /// Escaped are the quotation mark, the backslash and the control characters below U+0020 (`\b \t \n \f \r`, others
    /// `\u00xx`); everything else is copied, so equal strings are equal bytes.
    ///
    /// - Parameter utf8: Valid UTF-8; the writer does not check it.
    package mutating func string(_ utf8: UnsafeRawBufferPointer) {
        reserve(utf8.count + 3)
        if needsComma {
            base.storeBytes(of: 0x2C, toByteOffset: count, as: UInt8.self)
            count += 1
        }
        needsComma = true
        base.storeBytes(of: 0x22, toByteOffset: count, as: UInt8.self)
        count += 1
        escaped(utf8)
        byte(0x22)
    }

    /// Writes a string.
    package mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { string(UnsafeRawBufferPointer($0)) }
    }

    /// Writes the key of the member whose value comes next, whatever is in it.
    ///
    /// - Parameter utf8: Valid UTF-8; the writer does not check it.
    package mutating func key(utf8: UnsafeRawBufferPointer) {
        string(utf8)
        reserve(1)
        byte(0x3A)
        needsComma = false
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
        reserve(maximum + 3)
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

    /// Copies the bytes at once when none of them needs an escape, as nearly always.
    @inline(__always)
    private mutating func escaped(_ utf8: UnsafeRawBufferPointer) {
        guard let start = utf8.baseAddress else { return }
        reserve(utf8.count)
        if ShortText.copyPlain(start, utf8.count, to: base + count) {
            count += utf8.count
        } else {
            escapedSlowly(start, utf8.count)
        }
    }

    /// Copies the bytes eight at a time where none of them needs an escape, and one at a time elsewhere.
    @inline(never)
    private mutating func escapedSlowly(_ start: UnsafeRawPointer, _ length: Int) {
        hasEscapes = true
        var index = 0
        while index < length {
            // The worst case is six bytes for one; room for the common case is made at once, for escapes as they come.
            reserve(length - index + 8)
            if index + 8 <= length {
                let word = start.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                if ShortText.isPlain(word) {
                    base.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
                    count += 8
                    index += 8
                    continue
                }
            }
            for offset in index..<min(index + 8, length) {
                escape(start.load(fromByteOffset: offset, as: UInt8.self))
            }
            index += 8
        }
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
