import CJSONText

/// A cursor on one value of a parsed document.
///
/// It borrows the parser's buffers and must not outlive the document. The value is read from simdjson's tape as its
/// doc/tape.md describes it: a word has its type in the top 8 bits and a payload in the others.
package struct JSONView {
    /// What a value is.
    package enum Kind: UInt8, Sendable {
        case object = 0x7B
        case array = 0x5B
        case string = 0x22
        /// An integer that fits in a signed 64-bit integer.
        case int64 = 0x6C
        /// An integer above 2^63 - 1 that fits in an unsigned one.
        case uint64 = 0x75
        /// A number with a fraction or an exponent.
        case double = 0x64
        case boolTrue = 0x74
        case boolFalse = 0x66
        case null = 0x6E
    }

    @usableFromInline let tape: UnsafePointer<UInt64>
    @usableFromInline let strings: UnsafePointer<UInt8>
    @usableFromInline let document: UnsafeRawPointer
    @usableFromInline let index: Int

    init(document: UnsafePointer<eyrie_json_document>) {
        tape = document.pointee.tape
        strings = document.pointee.strings
        self.document = UnsafeRawPointer(document)
        index = 1
    }

    @inlinable
    init(_ other: JSONView, at index: Int) {
        tape = other.tape
        strings = other.strings
        document = other.document
        self.index = index
    }

    @inlinable var word: UInt64 { tape[index] }

    @inlinable var payload: UInt64 { word & 0x00FF_FFFF_FFFF_FFFF }

    /// The index of the next value on the same level, or of the end of the array or object.
    @inlinable var nextIndex: Int {
        switch UInt8(truncatingIfNeeded: word >> 56) {
        case Kind.object.rawValue, Kind.array.rawValue: Int(word & 0xFFFF_FFFF)
        case Kind.int64.rawValue, Kind.uint64.rawValue, Kind.double.rawValue: index + 2
        default: index + 1
        }
    }

    /// The tape position of this value, below 2^32; `value(at:)` leads back to it while the document holds.
    @inlinable package var position: UInt32 { UInt32(truncatingIfNeeded: index) }

    /// Returns the value at a position taken from `position` of a view of the same document.
    @inlinable
    package func value(at position: UInt32) -> JSONView { JSONView(self, at: Int(position)) }

    /// What the value is.
    @inlinable package var kind: Kind {
        guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: word >> 56)) else {
            preconditionFailure("a view stands on a value")
        }
        return kind
    }

    /// Whether the value is null.
    @inlinable package var isNull: Bool { kind == .null }

    /// The unescaped UTF-8 bytes of a string, borrowed; nil when the value is something else.
    @inlinable package var stringBytes: UnsafeRawBufferPointer? {
        guard kind == .string else { return nil }
        return unsafeStringBytes
    }

    /// The bytes of what is known to be a string.
    @inlinable var unsafeStringBytes: UnsafeRawBufferPointer {
        let start = UnsafeRawPointer(strings) + Int(truncatingIfNeeded: payload)
        return UnsafeRawBufferPointer(start: start + 4, count: Int(start.loadUnaligned(as: UInt32.self)))
    }

    /// A copy of a string; nil when the value is something else.
    @inlinable package var string: String? { stringBytes.map { String(decoding: $0, as: UTF8.self) } }

    /// An integer that fits; nil when the value is something else.
    @inlinable package var int64: Int64? {
        kind == .int64 ? Int64(bitPattern: tape[index + 1]) : nil
    }

    /// A non-negative integer; nil when the value is something else.
    @inlinable package var uint64: UInt64? {
        switch kind {
        case .int64: UInt64(exactly: Int64(bitPattern: tape[index + 1]))
        case .uint64: tape[index + 1]
        default: nil
        }
    }

    /// A number, integers rounded to the nearest Double; nil when the value is something else.
    @inlinable package var double: Double? {
        switch kind {
        case .double: Double(bitPattern: tape[index + 1])
        case .int64: Double(Int64(bitPattern: tape[index + 1]))
        case .uint64: Double(tape[index + 1])
        default: nil
        }
    }

    /// A boolean; nil when the value is something else.
    @inlinable package var bool: Bool? {
        switch kind {
        case .boolTrue: true
        case .boolFalse: false
        default: nil
        }
    }

    /// A number in thousandths, rounded half away from zero; nil when it is no number or does not fit in 64 bits.
    ///
    /// Exact for what `JSONWriter.milli` writes while the magnitude is below 2^42 (the Double next to n / 1000 times
    /// 1000 is then closer to n than to any other integer).
    package var milli: Int64? {
        switch kind {
        case .int64:
            let product = Int64(bitPattern: tape[index + 1]).multipliedReportingOverflow(by: 1000)
            return product.overflow ? nil : product.partialValue
        case .double:
            let scaled = (Double(bitPattern: tape[index + 1]) * 1000).rounded(.toNearestOrAwayFromZero)
            return Int64(exactly: scaled)
        default:
            return nil
        }
    }

    /// The members of an object in the order of the text; empty when the value is something else.
    @inlinable package var members: JSONMembers { JSONMembers(of: self) }

    /// The elements of an array in order; empty when the value is something else.
    @inlinable package var elements: JSONElements { JSONElements(of: self) }

    /// Returns the first member of that name; nil when there is none or the value is no object.
    ///
    /// - Parameter name: The unescaped key. The search is linear.
    /// - Returns: The member's value.
    @inlinable
    package func member(_ name: StaticString) -> JSONView? {
        for member in members where member.key.equals(name) {
            return member.value
        }
        return nil
    }

    /// Returns the first member whose key has these bytes; nil when there is none or the value is no object.
    package func member(bytes name: UnsafeRawBufferPointer) -> JSONView? {
        for member in members where member.key.elementsEqual(name) {
            return member.value
        }
        return nil
    }

    /// The text of the whole document that this value is part of, borrowed.
    package var documentText: UnsafeRawBufferPointer {
        let record = document.load(as: eyrie_json_document.self)
        return UnsafeRawBufferPointer(start: record.text, count: record.text_length)
    }
}
