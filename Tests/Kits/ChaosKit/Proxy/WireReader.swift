/// Reads the protocol's primitive types from the front of a message to its end.
///
/// Source: "Kafka protocol guide", Protocol Primitive Types; KIP-482 for the compact forms.
struct WireReader {
    private let bytes: [UInt8]
    private(set) var position: Int

    init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    mutating func int16() throws(WireFault) -> Int16 {
        Int16(truncatingIfNeeded: try big(2))
    }

    mutating func int32() throws(WireFault) -> Int32 {
        Int32(truncatingIfNeeded: try big(4))
    }

    /// Passes over a text that may be null: a length of 16 bits, -1 for null, or compact, the length plus one.
    mutating func skipText(isCompact: Bool) throws(WireFault) {
        let length = isCompact ? Int(try unsigned()) - 1 : Int(try int16())
        guard length > 0 else { return }
        try skip(length)
    }

    /// The count of an array; 0 for null.
    mutating func count(isCompact: Bool) throws(WireFault) -> Int {
        let count = isCompact ? Int(try unsigned()) - 1 : Int(try int32())
        guard count <= bytes.count else { throw WireFault() }
        return max(0, count)
    }

    mutating func skipTags() throws(WireFault) {
        for _ in 0..<(try unsigned()) {
            _ = try unsigned()
            try skip(Int(try unsigned()))
        }
    }

    private mutating func unsigned() throws(WireFault) -> UInt32 {
        var value: UInt32 = 0
        for shift in stride(from: UInt32(0), through: 28, by: 7) {
            let byte = UInt32(try big(1))
            value |= (byte & 0x7f) << shift
            if byte & 0x80 == 0 {
                return value
            }
        }
        throw WireFault()
    }

    private mutating func big(_ count: Int) throws(WireFault) -> UInt64 {
        let start = position
        try skip(count)
        return bytes[start..<position].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func skip(_ count: Int) throws(WireFault) {
        guard count >= 0, position + count <= bytes.count else { throw WireFault() }
        position += count
    }
}

/// A message has not the form that its API and version promise.
struct WireFault: Error, Equatable {}
