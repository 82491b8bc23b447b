package import JSONText

/// A value that is read from JSON: all of what a topic holds, or the part of it that a reader needs.
///
/// `init(from:)` ignores members it does not know, so that older readers take newer records of the same version.
package protocol ReadablePayload: Sendable, Equatable {
    /// The name of the value in faults, such as `Vector`.
    static var payloadName: String { get }

    /// Reads the payload from a JSON value.
    ///
    /// - Throws: `PayloadFault` saying which member is missing or wrong.
    init(from view: JSONView) throws(PayloadFault)
}

extension ReadablePayload {
    package static var payloadName: String { "\(Self.self)" }
}

/// A value that a topic holds, with its explicit codec.
///
/// What `write` gives is a function of the value alone: fixed order of members, no spaces, one spelling for a number.
package protocol Payload: ReadablePayload {
    /// Writes the payload as one JSON value.
    func write(into writer: inout JSONWriter)
}

/// The part of a record that a stage reads.
package protocol TimedInput: ReadablePayload {
    /// When it happened, by Falco's clock.
    var eventTime: Timestamp { get }
}

/// A payload of a topic that stages read.
package protocol TimedPayload: Payload, TimedInput {}

extension Payload {
    /// The payload's bytes.
    package var encoded: [UInt8] {
        var writer = JSONWriter()
        write(into: &writer)
        return writer.bytes
    }
}

extension JSONParser {
    /// Reads a payload from its bytes.
    ///
    /// - Throws: `PayloadFault`; `notJSON` or `invalidUTF8` when the bytes are not a JSON document.
    package func decode<Value: ReadablePayload>(
        _ type: Value.Type,
        from bytes: UnsafeRawBufferPointer
    ) throws(PayloadFault) -> Value {
        let view: JSONView
        do {
            view = try parse(borrowing: bytes)
        } catch {
            throw PayloadFault(
                error.code == .invalidUTF8 ? .invalidUTF8 : .notJSON,
                action: "decoding \(type.payloadName)",
                message: error.message
            )
        }
        // The view borrows this parser's buffers, which a caller's last use of the parser must not end.
        return try withExtendedLifetime(self) { () throws(PayloadFault) in try Value(from: view) }
    }

    /// Reads a payload from its bytes.
    ///
    /// - Throws: `PayloadFault`; `notJSON` or `invalidUTF8` when the bytes are not a JSON document.
    package func decode<Value: ReadablePayload>(_ type: Value.Type, from bytes: [UInt8]) throws(PayloadFault) -> Value {
        var outcome: Result<Value, PayloadFault>?
        bytes.withUnsafeBytes { buffer in
            do throws(PayloadFault) {
                outcome = .success(try decode(type, from: buffer))
            } catch {
                outcome = .failure(error)
            }
        }
        guard let outcome else { preconditionFailure("the body of withUnsafeBytes runs") }
        return try outcome.get()
    }
}
