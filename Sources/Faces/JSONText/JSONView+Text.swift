// Walking an object and copying what was found are here, in the module that knows the tape: the compiler inlines
// nothing of `package` access into another module, and these loops are the hottest of all.

extension JSONView {
    /// Notes where the values of known keys stand.
    ///
    /// - Parameters:
    ///   - table: The keys that are looked for.
    ///   - positions: A position a number of the table, 0 for what is not there; what is not 0 already stays, so that
    ///     of a repeated key the first counts.
    /// - Returns: At least as many bytes as the texts of what was found take, see `writeText`; 0 when the value is no
    ///   object.
    package func locate(_ table: JSONKeyTable, into positions: UnsafeMutableBufferPointer<UInt32>) -> Int {
        var bytes = 0
        for member in members {
            guard let number = table.number(of: member.key), positions[Int(number)] == 0 else { continue }
            positions[Int(number)] = member.value.position
            bytes += member.value.textBound
        }
        return bytes
    }

    /// At least as many bytes as the value's text takes.
    private var textBound: Int {
        switch kind {
        case .string: unsafeStringBytes.count
        case .int64, .uint64, .double: Decimal.maximumDigits + 1
        case .boolTrue, .boolFalse: 5
        case .null, .object: 0
        case .array: elements.reduce(0) { $0 + $1.elementBound + 1 }
        }
    }

    private var elementBound: Int { kind == .array ? 0 : textBound }

    /// Writes the text of a value and returns its length.
    ///
    /// A string is itself; integers are their digits, booleans `true` and `false`; a number with a fraction is cut to
    /// an integer (beyond 64 bits the nearest); null and objects are nothing; an array is the texts of its elements
    /// that are neither nothing nor arrays, with commas between them.
    ///
    /// - Parameter out: Room for what `locate` said.
    /// - Returns: The number of bytes, 0 for nothing.
    package func writeText(to out: UnsafeMutableRawPointer) -> Int {
        switch kind {
        case .string:
            let bytes = unsafeStringBytes
            guard let base = bytes.baseAddress else { return 0 }
            out.copyMemory(from: base, byteCount: bytes.count)
            return bytes.count
        case .int64: return Decimal.write(Int64(bitPattern: tape[index + 1]), to: out)
        case .uint64: return Decimal.write(tape[index + 1], to: out)
        case .double: return Decimal.write(Self.cut(Double(bitPattern: tape[index + 1])), to: out)
        case .boolTrue: return Self.write("true", to: out)
        case .boolFalse: return Self.write("false", to: out)
        case .null, .object: return 0
        case .array:
            var end = 0
            for element in elements where element.type != 0x5B {
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

    private static func cut(_ value: Double) -> Int64 {
        Int64(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }

    private static func write(_ text: StaticString, to out: UnsafeMutableRawPointer) -> Int {
        out.copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
        return text.utf8CodeUnitCount
    }
}
