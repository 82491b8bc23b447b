import JSONText

/// The text that stands for a field's JSON value in an `Alert`.
enum FieldText {
    static let syscall: StaticString = "syscall"

    /// Returns room enough for the text of a value, 0 when it means "unknown".
    @inline(__always)
    static func maximumCount(of value: JSONView, _ field: UInt8) -> Int {
        switch value.kind {
        case .string:
            guard let bytes = value.stringBytes else { return 0 }
            return isUnknown(bytes, field) ? 0 : bytes.count
        case .int64:
            guard let integer = value.int64 else { return 0 }
            return isUnknown(integer, field) ? 0 : Decimal.maximumDigits + 1
        case .uint64: return Decimal.maximumDigits
        case .double: return Decimal.maximumDigits + 1
        case .boolTrue, .boolFalse: return 5
        case .null, .object: return 0
        case .array: return arrayCount(of: value)
        }
    }

    /// Writes the text of a value that is not "unknown" and returns its length.
    @inline(__always)
    static func write(_ value: JSONView, to out: UnsafeMutableRawPointer) -> Int {
        switch value.kind {
        case .string: value.stringBytes.map { copy($0, to: out) } ?? 0
        case .int64: value.int64.map { write($0, to: out) } ?? 0
        case .uint64: value.uint64.map { Decimal.write($0, to: out) } ?? 0
        case .double: write(integer(cutting: value.double ?? 0), to: out)
        case .boolTrue: copy("true", to: out)
        case .boolFalse: copy("false", to: out)
        case .null, .object: 0
        case .array: writeArray(value, to: out)
        }
    }

    /// Writes Falco's event source, put right, and returns its length.
    static func writeSource(_ value: JSONView?, to out: UnsafeMutableRawPointer) -> Int {
        guard let value, value.kind == .string, let bytes = value.stringBytes else { return copy(syscall, to: out) }
        if bytes.equals("syscalls") { return copy(syscall, to: out) }
        if bytes.equals("k8saudit") { return copy("k8s_audit", to: out) }
        return copy(bytes, to: out)
    }

    /// Copies bytes and returns how many.
    @inline(__always)
    static func copy(_ bytes: UnsafeRawBufferPointer, to out: UnsafeMutableRawPointer) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        out.copyMemory(from: base, byteCount: bytes.count)
        return bytes.count
    }

    private static func copy(_ text: StaticString, to out: UnsafeMutableRawPointer) -> Int {
        copy(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), to: out)
    }

    private static func write(_ value: Int64, to out: UnsafeMutableRawPointer) -> Int {
        guard value < 0 else { return Decimal.write(UInt64(value), to: out) }
        out.storeBytes(of: 0x2D, as: UInt8.self)
        return 1 + Decimal.write(value.magnitude, to: out + 1)
    }

    /// Cuts the fraction off; what does not fit is the nearest that does.
    private static func integer(cutting value: Double) -> Int64 {
        Int64(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }

    /// Whether a text means that Falco did not know.
    @inline(__always)
    private static func isUnknown(_ bytes: UnsafeRawBufferPointer, _ field: UInt8) -> Bool {
        switch bytes.count {
        case 0: true
        case 2: bytes.equals("-1") && isUser(field)
        case 4: bytes.equals("<NA>") || (bytes.equals("host") && isContainer(field))
        case 10: bytes.equals("4294967295") && isUser(field)
        default: false
        }
    }

    @inline(__always)
    private static func isUnknown(_ value: Int64, _ field: UInt8) -> Bool {
        (value == -1 || value == 4_294_967_295) && isUser(field)
    }

    private static func isUser(_ field: UInt8) -> Bool {
        field == AlertField.userUid.rawValue || field == AlertField.userLoginuid.rawValue
            || field == AlertField.procSid.rawValue
    }

    private static func isContainer(_ field: UInt8) -> Bool {
        field == AlertField.containerID.rawValue || field == AlertField.containerName.rawValue
    }

    private static func arrayCount(of array: JSONView) -> Int {
        var count = 0
        for element in array.elements {
            let length = maximumCount(of: element, AlertField.output.rawValue)
            guard length > 0, element.kind != .array else { continue }
            count += length + 1
        }
        return count
    }

    private static func writeArray(_ array: JSONView, to out: UnsafeMutableRawPointer) -> Int {
        var end = 0
        for element in array.elements {
            guard element.kind != .array, maximumCount(of: element, AlertField.output.rawValue) > 0 else { continue }
            if end > 0 {
                out.storeBytes(of: 0x2C, toByteOffset: end, as: UInt8.self)
                end += 1
            }
            end += write(element, to: out + end)
        }
        return end
    }
}
