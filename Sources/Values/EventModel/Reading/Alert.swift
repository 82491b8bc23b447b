import JSONText

/// A Falco alert of any version and sender, in one allocation: what features, facts and profiles need.
///
/// Fields are text whatever Falco sent: integers as their digits (never through a Double), booleans as `true` and
/// `false`, the strings, integers and booleans of arrays joined by commas, numbers with a fraction cut to integers as Falco itself does, objects
/// are left out. What means "unknown" reads as nil: null, "", `<NA>`, `user.uid` 4294967295, `user.loginuid` and
/// `proc.sid` -1 (and 4294967295), and the pseudo-container `host`. Fields that are neither an `AlertField`
/// nor in the row that the alert's source has in the identity table are in the received bytes only. Of a repeated key the first counts.
package struct Alert: Sendable, Equatable {
    /// When it happened, by Falco's clock: the member `time`, else `evt.time` of `output_fields` (``AlertTime``).
    package let time: Timestamp
    /// Falco's priority; `.unknown` for a spelling that is not Falco's, or none.
    package let priority: Priority
    /// How it was found in the received bytes.
    package var form = AlertForm.plain

    /// Which fields are there, by their numbers.
    let known: JSONKeySet
    /// How many tags there are in the low 32 bits, then the version of the identity table (16 bits), then the place of
    /// the source's row (8): a word, for an alert is copied often and each field more costs.
    private let details: UInt64
    /// For each field that is there, in order, then for each tag: start and length of its text (32-bit); then the texts.
    let storage: [UInt8]

    /// The bytes of a start and a length.
    static let rangeBytes = 8

    init(
        time: Timestamp,
        priority: Priority,
        known: JSONKeySet,
        tagCount: Int,
        identity: IdentityVersion,
        identityPlace: UInt8,
        storage: [UInt8]
    ) {
        self.time = time
        self.priority = priority
        self.known = known
        details = UInt64(UInt32(tagCount)) | UInt64(identity.rawValue) << 32 | UInt64(identityPlace) << 48
        self.storage = storage
    }

    /// Returns the same alert at another time.
    func happened(at time: Timestamp) -> Alert {
        var alert = Alert(
            time: time,
            priority: priority,
            known: known,
            tagCount: tagCount,
            identity: identity,
            identityPlace: identityPlace,
            storage: storage
        )
        alert.form = form
        return alert
    }

    /// How many tags there are.
    package var tagCount: Int { Int(UInt32(truncatingIfNeeded: details)) }

    /// The version of the identity table that it is read by.
    package var identity: IdentityVersion { IdentityVersion(rawValue: UInt16(truncatingIfNeeded: details >> 32)) }

    /// The place of its source's row in the identity table, counted from 1; 0 for system calls.
    var identityPlace: UInt8 { UInt8(truncatingIfNeeded: details >> 48) }

    /// Returns whether a field is there and known.
    package func has(_ field: AlertField) -> Bool {
        let bit = UInt64(field.rawValue)
        return (bit < 64 ? known.low >> bit : known.high >> (bit - 64)) & 1 == 1
    }

    /// Whether it has any field of `output_fields`.
    package var hasOutputFields: Bool {
        known.low >> UInt64(AlertField.topLevelCount) != 0 || known.high != 0
    }

    /// Returns the place of a field among those that are there.
    func rank(of field: AlertField) -> Int { rank(of: field.rawValue) }

    /// Returns the place of a numbered field among those that are there.
    func rank(of number: UInt8) -> Int {
        let bit = UInt64(number)
        if bit < 64 { return (known.low & ((1 << bit) - 1)).nonzeroBitCount }
        return known.low.nonzeroBitCount + (known.high & ((1 << (bit - 64)) - 1)).nonzeroBitCount
    }

    func range(at rank: Int, _ raw: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let start = raw.loadUnaligned(fromByteOffset: rank * Self.rangeBytes, as: UInt32.self)
        let length = raw.loadUnaligned(fromByteOffset: rank * Self.rangeBytes + 4, as: UInt32.self)
        return UnsafeRawBufferPointer(rebasing: raw[Int(start)..<Int(start) + Int(length)])
    }

    /// Hands the UTF-8 bytes of a field to the body, which must not let them escape; nil when it is unknown.
    package func bytes<Result>(of field: AlertField, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        guard has(field) else { return nil }
        return storage.withUnsafeBytes { body(range(at: rank(of: field), $0)) }
    }

    /// Hands the UTF-8 bytes of a field to the body, which must not let them escape; does nothing when it is unknown.
    ///
    /// The same as ``bytes(of:_:)`` without a result: generic functions are not specialized in other modules, and this
    /// is called a dozen times an alert.
    package func visit(_ field: AlertField, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard has(field) else { return }
        storage.withUnsafeBytes { body(range(at: rank(of: field), $0)) }
    }

    /// Hands the bytes of each tag to the body, in the order sent, which must not let them escape.
    package func visitTags(_ body: (UnsafeRawBufferPointer) -> Void) {
        storage.withUnsafeBytes { raw in
            for index in 0..<tagCount { body(range(at: known.count + index, raw)) }
        }
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
        return storage.withUnsafeBytes { body(range(at: known.count + index, $0)) }
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

    package static func == (left: Alert, right: Alert) -> Bool {
        guard left.time == right.time, left.priority == right.priority, left.form == right.form,
            left.known == right.known, left.tagCount == right.tagCount, left.identityPlace == right.identityPlace
        else { return false }
        return left.storage.withUnsafeBytes { one in
            right.storage.withUnsafeBytes { other in
                (0..<left.known.count + left.tagCount).allSatisfy {
                    left.range(at: $0, one).elementsEqual(right.range(at: $0, other))
                }
            }
        }
    }
}
