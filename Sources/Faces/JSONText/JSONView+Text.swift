// Walking an object and copying what was found are here, in the module that knows the tape: the compiler inlines
// nothing of `package` access into another module, and these loops are the hottest of all.

extension JSONView {
    /// Bytes behind a text that `writeText` may touch.
    package static let textSlack = 64

    /// Notes where the values of known keys stand.
    ///
    /// - Parameters:
    ///   - table: The keys that are looked for.
    ///   - positions: A position a number of the table, 0 for what is not there; what is not 0 already stays, so that
    ///     of a repeated key the first counts.
    /// - Returns: How many values were noted; 0 when the value is no object.
    package func locate(_ table: JSONKeyTable, into positions: UnsafeMutableBufferPointer<UInt32>) -> Int {
        guard type == 0x7B, let positions = positions.baseAddress else { return 0 }
        var found = 0
        var key = index + 1
        let end = nextIndex - 1
        while key < end {
            let value = JSONView(self, at: key + 1)
            if let number = table.number(of: JSONView(self, at: key).unsafeStringBytes),
                positions[Int(number)] == 0
            {
                positions[Int(number)] = value.position
                found += 1
            }
            key = value.nextIndex
        }
        return found
    }

    /// At least as many bytes as the texts of that many different values of this document take together.
    ///
    /// Texts of strings, integers, booleans and arrays are not longer than what stands in the document for them. That
    /// of a number with a fraction or an exponent may be (`1e18`), up to `Decimal.maximumDigits`; that is why such
    /// numbers are left out of arrays.
    ///
    /// - Parameter values: How many values `locate` noted.
    /// - Returns: A number of bytes; `textSlack` is to be added once.
    package func textBound(ofValues values: Int) -> Int {
        documentText.count + (Decimal.maximumDigits + 1) * values
    }

    /// Writes the text of a value and returns its length.
    ///
    /// A string is itself; integers are their digits, booleans `true` and `false`; a number with a fraction is cut to
    /// an integer (beyond 64 bits the nearest); null and objects are nothing; an array is the texts of its strings,
    /// integers and booleans with commas between them.
    ///
    /// - Parameter out: Room for the text and `textSlack` bytes more, whose contents are lost.
    /// - Returns: The number of bytes, 0 for nothing.
    package func writeText(to out: UnsafeMutableRawPointer) -> Int {
        switch kind {
        case .string:
            return copyString(to: out)
        case .int64: return Decimal.write(Int64(bitPattern: tape[index + 1]), to: out)
        case .uint64: return Decimal.write(tape[index + 1], to: out)
        case .double: return Decimal.write(Self.cut(Double(bitPattern: tape[index + 1])), to: out)
        case .boolTrue: return Self.write("true", to: out)
        case .boolFalse: return Self.write("false", to: out)
        case .null, .object: return 0
        case .array:
            var end = 0
            for element in elements where element.type != 0x5B && element.type != 0x64 {
                let start = end > 0 ? end + 1 : 0
                let length = element.writeText(to: out + start)
                guard length > 0 else { continue }
                if end > 0 {
                    out.storeBytes(of: 0x2C, toByteOffset: end, as: UInt8.self)
                }
                end = start + length
            }
            return end
        }
    }

    /// Copies short strings in pieces of 16 bytes beyond their end: what is behind them is readable in simdjson's
    /// buffer, which is padded, and writable in `textSlack`.
    @inline(__always)
    private func copyString(to out: UnsafeMutableRawPointer) -> Int {
        let bytes = unsafeStringBytes
        guard let base = bytes.baseAddress else { return 0 }
        guard bytes.count <= 48 else {
            out.copyMemory(from: base, byteCount: bytes.count)
            return bytes.count
        }
        var offset = 0
        repeat {
            let piece = base.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
            out.storeBytes(of: piece, toByteOffset: offset, as: SIMD16<UInt8>.self)
            offset += 16
        } while offset < bytes.count
        return bytes.count
    }

    private static func cut(_ value: Double) -> Int64 {
        Int64(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }

    private static func write(_ text: StaticString, to out: UnsafeMutableRawPointer) -> Int {
        out.copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
        return text.utf8CodeUnitCount
    }
}
