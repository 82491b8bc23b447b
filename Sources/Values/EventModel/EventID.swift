package import JSONText

/// An event's id: the first 16 bytes of the SHA-256 of its received bytes, written as 32 hexadecimal digits.
package struct EventID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number of bytes.
    package static let byteCount = 16

    /// The first eight bytes, most significant first.
    package let high: UInt64
    /// The last eight bytes, most significant first.
    package let low: UInt64

    /// Makes an id of two words.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Takes the bytes of an id.
    ///
    /// - Parameter bytes: Exactly 16 bytes.
    package init(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == Self.byteCount, "an event id has 16 bytes")
        high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    /// Reads 32 hexadecimal digits of either case; nil for anything else.
    package init?(hex: UnsafeRawBufferPointer) {
        guard hex.count == 2 * Self.byteCount else { return nil }
        let id = withUnsafeTemporaryAllocation(byteCount: Self.byteCount, alignment: 8) { room -> EventID? in
            Hexadecimal.read(hex, into: room) ? EventID(UnsafeRawBufferPointer(room)) : nil
        }
        guard let id else { return nil }
        self = id
    }

    /// Reads 32 hexadecimal digits of either case; nil for anything else.
    package init?(hex: String) {
        var hex = hex
        guard let id = hex.withUTF8({ EventID(hex: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = id
    }

    /// Reads the id that stands behind a head in the bytes of a payload; nil when they begin otherwise.
    init?(in value: UnsafeRawBufferPointer, behind head: StaticString) {
        let start = head.utf8CodeUnitCount
        let end = start + 2 * Self.byteCount
        guard value.count > end, UnsafeRawBufferPointer(rebasing: value[..<start]).equals(head) else { return nil }
        self.init(hex: UnsafeRawBufferPointer(rebasing: value[start..<end]))
    }

    /// Hands the 16 bytes to the body, which must not let them escape.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian), body)
    }

    /// 32 lowercase hexadecimal digits.
    package var description: String { withBytes { Hexadecimal.string(of: $0) } }

    /// Orders as the written forms do.
    package static func < (left: EventID, right: EventID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension JSONWriter {
    /// Writes an event's id as 32 hexadecimal digits.
    package mutating func eventID(_ id: EventID) {
        plainString(atMost: 2 * EventID.byteCount) { out in
            id.withBytes { Hexadecimal.write($0, to: out) }
        }
    }
}
