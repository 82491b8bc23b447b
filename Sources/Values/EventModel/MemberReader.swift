package import JSONText

/// Reads the members of one payload's object by name and says which one was wrong.
package struct MemberReader {
    /// The object.
    package let view: JSONView
    private let payload: StaticString

    /// Starts reading an object.
    ///
    /// - Parameters:
    ///   - view: The object.
    ///   - payload: The payload's name, for messages.
    /// - Throws: `wrongKind` when the value is not an object.
    package init(_ view: JSONView, of payload: StaticString) throws(PayloadFault) {
        self.view = view
        self.payload = payload
        guard view.kind == .object else {
            throw fault(.wrongKind, "the value is no JSON object")
        }
    }

    /// Makes a fault of this payload.
    package func fault(_ code: PayloadFault.Code, _ message: String) -> PayloadFault {
        PayloadFault(code, action: "decoding \(payload)", message: message)
    }

    /// Makes the fault of a member with a wrong value.
    package func bad(_ name: StaticString, _ expected: String) -> PayloadFault {
        fault(.badValue, "member \"\(name)\" is not \(expected)")
    }

    /// Returns a member, nil when it is missing or null.
    package func optional(_ name: StaticString) -> JSONView? {
        guard let member = view.member(name), !member.isNull else { return nil }
        return member
    }

    /// Returns a member that must be there and not null.
    package func required(_ name: StaticString) throws(PayloadFault) -> JSONView {
        guard let member = optional(name) else {
            throw fault(.missingMember, "member \"\(name)\" is missing")
        }
        return member
    }

    /// Returns a string that must be there.
    package func string(_ name: StaticString) throws(PayloadFault) -> String {
        guard let value = try required(name).string else { throw bad(name, "a string") }
        return value
    }

    /// Returns the borrowed bytes of a string that must be there.
    package func bytes(_ name: StaticString) throws(PayloadFault) -> UnsafeRawBufferPointer {
        guard let value = try required(name).stringBytes else { throw bad(name, "a string") }
        return value
    }

    /// Returns a string, nil when it is missing or null.
    package func optionalString(_ name: StaticString) throws(PayloadFault) -> String? {
        guard let member = optional(name) else { return nil }
        guard let value = member.string else { throw bad(name, "a string") }
        return value
    }

    /// Returns an integer that must be there.
    package func int64(_ name: StaticString) throws(PayloadFault) -> Int64 {
        guard let value = try required(name).int64 else { throw bad(name, "a 64-bit integer") }
        return value
    }

    /// Returns an integer that must be there and be at least zero.
    package func count(_ name: StaticString) throws(PayloadFault) -> Int {
        guard let value = try required(name).int64, value >= 0 else { throw bad(name, "a count") }
        return Int(value)
    }

    /// Returns an unsigned integer that must be there.
    package func uint64(_ name: StaticString) throws(PayloadFault) -> UInt64 {
        guard let value = try required(name).uint64 else { throw bad(name, "an unsigned 64-bit integer") }
        return value
    }

    /// Returns a boolean that must be there.
    package func bool(_ name: StaticString) throws(PayloadFault) -> Bool {
        guard let value = try required(name).bool else { throw bad(name, "a boolean") }
        return value
    }

    /// Returns thousandths that must be there.
    package func milli(_ name: StaticString) throws(PayloadFault) -> Milli {
        guard let value = Milli(try required(name)) else { throw bad(name, "a decimal within range") }
        return value
    }

    /// Returns thousandths, nil when they are missing or null.
    package func optionalMilli(_ name: StaticString) throws(PayloadFault) -> Milli? {
        guard let member = optional(name) else { return nil }
        guard let value = Milli(member) else { throw bad(name, "a decimal within range") }
        return value
    }

    /// Returns a point in time that must be there.
    package func timestamp(_ name: StaticString) throws(PayloadFault) -> Timestamp {
        guard let value = Timestamp(rfc3339: try bytes(name)) else { throw bad(name, "an RFC 3339 time") }
        return value
    }

    /// Returns a priority that must be there; one that is not known is `.unknown`.
    package func priority(_ name: StaticString) throws(PayloadFault) -> Priority {
        Priority(spelling: try bytes(name))
    }

    /// Returns an event's id that must be there.
    package func eventID(_ name: StaticString) throws(PayloadFault) -> EventID {
        guard let value = EventID(hex: try bytes(name)) else { throw bad(name, "32 hexadecimal digits") }
        return value
    }

    /// Returns a digest that must be there.
    package func digest(_ name: StaticString) throws(PayloadFault) -> Digest {
        guard let value = Digest(hex: try bytes(name)) else { throw bad(name, "64 hexadecimal digits") }
        return value
    }

    /// Returns a digest, nil when it is missing or null.
    package func optionalDigest(_ name: StaticString) throws(PayloadFault) -> Digest? {
        optional(name) == nil ? nil : try digest(name)
    }

    /// Returns strings that must be there.
    package func texts(_ name: StaticString) throws(PayloadFault) -> TextList {
        guard let list = TextList(try required(name)) else { throw bad(name, "an array of strings") }
        return list
    }

    /// Returns the elements of an array that must be there.
    package func elements(_ name: StaticString) throws(PayloadFault) -> JSONElements {
        let member = try required(name)
        guard member.kind == .array else { throw bad(name, "an array") }
        return member.elements
    }
}
