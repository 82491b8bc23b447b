import JSONText

/// A Falco alert of any version and sender, in one allocation: what features, facts and profiles need.
///
/// Fields are text whatever Falco sent: integers as their digits (never through a Double), booleans as `true` and
/// `false`, the strings, integers and booleans of arrays joined by commas, numbers with a fraction cut to integers as Falco itself does, objects
/// are left out. What means "unknown" reads as nil: null, "", `<NA>`, `user.uid` 4294967295, `user.loginuid` and
/// `proc.sid` -1 (and 4294967295), and the pseudo-container `host`. Fields that are not an `AlertField` are in the
/// received bytes only. Of a repeated key the first counts.
package struct Alert: Sendable, Equatable {
    /// When it happened, by Falco's clock: the member `time`, else the integer `evt.time` of `output_fields`.
    package let time: Timestamp
    /// Falco's priority; `.unknown` for a spelling that is not Falco's, or none.
    package let priority: Priority

    /// Which fields are there, a bit each in the order of `AlertField`.
    let low: UInt64
    let high: UInt64
    let fieldCount: UInt16
    /// How many tags there are.
    package let tagCount: Int
    /// The texts of the fields that are there and of the tags, then their ends (32-bit) in the same order.
    let storage: [UInt8]

    init(
        time: Timestamp,
        priority: Priority,
        low: UInt64,
        high: UInt64,
        tagCount: Int,
        storage: [UInt8]
    ) {
        self.time = time
        self.priority = priority
        self.low = low
        self.high = high
        fieldCount = UInt16(low.nonzeroBitCount + high.nonzeroBitCount)
        self.tagCount = tagCount
        self.storage = storage
    }

    /// Returns whether a field is there and known.
    package func has(_ field: AlertField) -> Bool {
        let bit = UInt64(field.rawValue)
        return (bit < 64 ? low >> bit : high >> (bit - 64)) & 1 == 1
    }

    /// Returns the place of a field among those that are there.
    func rank(of field: AlertField) -> Int {
        let bit = UInt64(field.rawValue)
        if bit < 64 { return (low & ((1 << bit) - 1)).nonzeroBitCount }
        return low.nonzeroBitCount + (high & ((1 << (bit - 64)) - 1)).nonzeroBitCount
    }

    func range(at rank: Int, _ raw: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let ends = raw.count - (Int(fieldCount) + tagCount) * 4
        let start = rank == 0 ? 0 : raw.loadUnaligned(fromByteOffset: ends + rank * 4 - 4, as: UInt32.self)
        let end = raw.loadUnaligned(fromByteOffset: ends + rank * 4, as: UInt32.self)
        return UnsafeRawBufferPointer(rebasing: raw[Int(start)..<Int(end)])
    }

    /// Hands the UTF-8 bytes of a field to the body, which must not let them escape; nil when it is unknown.
    package func bytes<Result>(of field: AlertField, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        guard has(field) else { return nil }
        return storage.withUnsafeBytes { body(range(at: rank(of: field), $0)) }
    }

    /// Returns a copy of a field; nil when it is unknown.
    package func string(_ field: AlertField) -> String? {
        bytes(of: field) { String(decoding: $0, as: UTF8.self) }
    }

    /// Returns a field as an integer, also when Falco sent it as text; nil when it is unknown or none.
    package func int(_ field: AlertField) -> Int64? {
        bytes(of: field) { Decimal.int64($0) } ?? nil
    }

    /// Returns the `StableHash` of a field's bytes; nil when it is unknown.
    package func hash(_ field: AlertField) -> UInt64? {
        bytes(of: field) { StableHash.of($0) }
    }

    /// Returns whether a field has exactly these bytes.
    ///
    /// - Parameters:
    ///   - field: Which field.
    ///   - text: Plain ASCII.
    /// - Returns: Whether the field is known and has these bytes.
    package func equals(_ field: AlertField, _ text: StaticString) -> Bool {
        bytes(of: field) { $0.equals(text) } ?? false
    }

    /// Hands the bytes of a tag to the body, which must not let them escape.
    ///
    /// - Parameters:
    ///   - index: 0 to `tagCount` - 1.
    ///   - body: What to do with the bytes.
    /// - Returns: What the body returns.
    package func tag<Result>(at index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        precondition(index >= 0 && index < tagCount, "a tag that is there")
        return storage.withUnsafeBytes { body(range(at: Int(fieldCount) + index, $0)) }
    }

    /// Falco's rule; never empty.
    package var rule: String { string(.rule) ?? "" }

    /// Falco's event source: `syscall` when the alert names none; `syscalls` and `k8saudit` are put right.
    package var source: String { string(.source) ?? "" }

    /// Falco's tags in the order sent, without empty ones.
    package var tags: TextList {
        var list = TextList()
        for index in 0..<tagCount {
            tag(at: index) { list.append(bytes: $0) }
        }
        return list
    }

    /// Whether it is about Falco itself (`source: internal`, or a rule that begins with `Falco internal: `).
    package var isInternal: Bool {
        let prefix: StaticString = "Falco internal: "
        return equals(.source, "internal")
            || bytes(of: .rule) {
                $0.count >= prefix.utf8CodeUnitCount
                    && UnsafeRawBufferPointer(rebasing: $0[..<prefix.utf8CodeUnitCount]).equals(prefix)
            } ?? false
    }
}
