package import JSONText

/// A value that a topic holds, with its explicit codec.
///
/// What `write` gives is a function of the value alone: fixed order of members, no spaces, one spelling for a number.
/// `init(from:)` ignores members it does not know, so that older readers take newer records of the same version.
package protocol Payload: Sendable, Equatable {
    /// Reads the payload from a JSON value.
    ///
    /// - Throws: `PayloadFault` saying which member is missing or wrong.
    init(from view: JSONView) throws(PayloadFault)

    /// Writes the payload as one JSON value.
    func write(into writer: inout JSONWriter)
}

/// A payload of a topic that stages read.
package protocol TimedPayload: Payload {
    /// When it happened, by Falco's clock.
    var eventTime: Timestamp { get }
}

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
    package func decode<Value: Payload>(
        _ type: Value.Type,
        from bytes: UnsafeRawBufferPointer
    ) throws(PayloadFault) -> Value {
        let view: JSONView
        do {
            view = try parse(bytes)
        } catch {
            throw PayloadFault(
                error.code == .invalidUTF8 ? .invalidUTF8 : .notJSON,
                action: "decoding \(type)",
                message: error.message
            )
        }
        // The view borrows this parser's buffers, which a caller's last use of the parser must not end.
        return try withExtendedLifetime(self) { () throws(PayloadFault) in try Value(from: view) }
    }

    /// Reads a payload from its bytes.
    ///
    /// - Throws: `PayloadFault`; `notJSON` or `invalidUTF8` when the bytes are not a JSON document.
    package func decode<Value: Payload>(_ type: Value.Type, from bytes: [UInt8]) throws(PayloadFault) -> Value {
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
