import CJSONText

/// A cursor on one value of a parsed document.
///
/// It borrows the parser's buffers and must not outlive the document. The value is read from simdjson's tape as its
/// doc/tape.md describes it: a word has its type in the top 8 bits and a payload in the others.
package struct JSONView {
    /// What a value is.
    package enum Kind: Sendable {
        case object
        case array
        case string
        /// An integer that fits in a signed 64-bit integer.
        case int64
        /// An integer above 2^63 - 1 that fits in an unsigned one.
        case uint64
        /// A number with a fraction or an exponent.
        case double
        case boolTrue
        case boolFalse
        case null
    }

    let tape: UnsafePointer<UInt64>
    let strings: UnsafePointer<UInt8>
    let document: UnsafeMutablePointer<JSONDocument>
    let index: Int

    init(document: UnsafeMutablePointer<JSONDocument>) {
        tape = document.pointee.record.tape
        strings = document.pointee.record.strings
        self.document = document
        index = 1
    }

    @inline(__always)
    init(_ other: JSONView, at index: Int) {
        tape = other.tape
        strings = other.strings
        document = other.document
        self.index = index
    }

    @inline(__always) var word: UInt64 { tape[index] }

    /// The type of the value as the tape has it.
    @inline(__always) var type: UInt8 { UInt8(truncatingIfNeeded: word >> 56) }

    /// The bits of a word that are no type.
    static let payloadMask: UInt64 = 0x00FF_FFFF_FFFF_FFFF

    @inline(__always) var payload: UInt64 { word & 0x00FF_FFFF_FFFF_FFFF }

    /// The index of the next value on the same level, or of the end of the array or object.
    @inline(__always) var nextIndex: Int {
        switch type {
        case 0x7B, 0x5B: Int(word & 0xFFFF_FFFF)
        case 0x6C, 0x75, 0x64: index + 2
        default: index + 1
        }
    }

    /// The tape position of this value, below 2^32; `value(at:)` leads back to it while the document holds.
    @inline(__always) package var position: UInt32 { UInt32(truncatingIfNeeded: index) }

    /// Returns the value at a position taken from `position` of a view of the same document.
    @inline(__always)
    package func value(at position: UInt32) -> JSONView { JSONView(self, at: Int(position)) }

    /// What the value is.
    @inline(__always) package var kind: Kind {
        switch type {
        case 0x22: .string
        case 0x6C: .int64
        case 0x6E: .null
        case 0x7B: .object
        case 0x5B: .array
        case 0x74: .boolTrue
        case 0x66: .boolFalse
        case 0x64: .double
        case 0x75: .uint64
        default: preconditionFailure("a view stands on a value")
        }
    }

    /// Whether the value is null.
    @inline(__always) package var isNull: Bool { type == 0x6E }

    /// The unescaped UTF-8 bytes of a string, borrowed; nil when the value is something else.
    @inline(__always) package var stringBytes: UnsafeRawBufferPointer? {
        guard type == 0x22 else { return nil }
        return unsafeStringBytes
    }

    /// The bytes of what is known to be a string.
    @inline(__always) var unsafeStringBytes: UnsafeRawBufferPointer {
        let start = UnsafeRawPointer(strings) + Int(truncatingIfNeeded: payload)
        return UnsafeRawBufferPointer(start: start + 4, count: Int(start.loadUnaligned(as: UInt32.self)))
    }

    /// A copy of a string; nil when the value is something else.
    @inline(__always) package var string: String? { stringBytes.map { String(decoding: $0, as: UTF8.self) } }

    /// An integer that fits; nil when the value is something else.
    @inline(__always) package var int64: Int64? {
        kind == .int64 ? Int64(bitPattern: tape[index + 1]) : nil
    }

    /// A non-negative integer; nil when the value is something else.
    @inline(__always) package var uint64: UInt64? {
        switch kind {
        case .int64: UInt64(exactly: Int64(bitPattern: tape[index + 1]))
        case .uint64: tape[index + 1]
        default: nil
        }
    }

    /// A number, integers rounded to the nearest Double; nil when the value is something else.
    @inline(__always) package var double: Double? {
        switch kind {
        case .double: Double(bitPattern: tape[index + 1])
        case .int64: Double(Int64(bitPattern: tape[index + 1]))
        case .uint64: Double(tape[index + 1])
        default: nil
        }
    }

    /// A boolean; nil when the value is something else.
    @inline(__always) package var bool: Bool? {
        switch kind {
        case .boolTrue: true
        case .boolFalse: false
        default: nil
        }
    }

    /// A number in thousandths, rounded half away from zero; nil when it is not a number or does not fit in 64 bits.
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
    @inline(__always) package var members: JSONMembers { JSONMembers(of: self) }

    /// The elements of an array in order; empty when the value is something else.
    @inline(__always) package var elements: JSONElements { JSONElements(of: self) }

    /// Returns a member of that name; nil when there is none or the value is not an object.
    ///
    /// The search continues after the member of this object that was found last, so that members asked for in the order
    /// of the text cost a comparison each. Of a repeated key the next one is found.
    ///
    /// - Parameter name: The unescaped key; plain ASCII.
    /// - Returns: The member's value.
    package func member(_ name: StaticString) -> JSONView? {
        guard type == 0x7B else { return nil }
        let first = index + 1
        let end = nextIndex - 1
        let start = document.pointee.searchedObject == index ? document.pointee.nextKey : first
        if let found = search(name, from: start, to: end) { return found }
        return start == first ? nil : search(name, from: first, to: start)
    }

    @inline(__always)
    private func search(_ name: StaticString, from start: Int, to end: Int) -> JSONView? {
        let length = name.utf8CodeUnitCount
        var key = start
        while key < end {
            let value = JSONView(self, at: key + 1)
            let next = value.nextIndex
            // Most keys have another length, and are left without a call.
            let bytes = JSONView(self, at: key).unsafeStringBytes
            if bytes.count == length, bytes.equals(name) {
                document.pointee.searchedObject = index
                document.pointee.nextKey = next
                return value
            }
            key = next
        }
        return nil
    }

    /// Returns the first member whose key has these bytes; nil when there is none or the value is not an object.
    package func member(bytes name: UnsafeRawBufferPointer) -> JSONView? {
        for member in members where member.key.elementsEqual(name) {
            return member.value
        }
        return nil
    }

    /// The text of the whole document that this value is part of, borrowed.
    package var documentText: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: document.pointee.record.text, count: document.pointee.record.text_length)
    }
}
