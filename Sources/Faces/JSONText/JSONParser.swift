import CJSONText

/// A reusable parser of JSON documents over simdjson; one thread uses it at a time.
///
/// It owns the padded input buffer and the tape. Both grow with the largest document seen and are kept, so that a
/// document costs one C call, at most one copy of its bytes and no allocation.
package final class JSONParser {
    /// The most bytes of a document unless said otherwise: a 1 MiB body in base64 in its envelope fits many times.
    package static let defaultMaximumBytes = 16 << 20
    /// The most nested arrays and objects unless said otherwise.
    package static let defaultMaximumDepth = 128

    private let parser: OpaquePointer?
    private let document: UnsafeMutablePointer<JSONDocument>

    /// Makes a parser.
    ///
    /// - Parameters:
    ///   - maximumBytes: The longest document in bytes, 1 to 2^32 - 1; a longer one is `tooLarge`.
    ///   - maximumDepth: The deepest nesting, at least 1; a deeper document is `tooDeep`.
    package init(
        maximumBytes: Int = JSONParser.defaultMaximumBytes,
        maximumDepth: Int = JSONParser.defaultMaximumDepth
    ) {
        precondition(1...Int(UInt32.max) ~= maximumBytes, "a document has 1 to 2^32 - 1 bytes")
        precondition(maximumDepth >= 1, "a document needs a depth of at least 1")
        parser = eyrie_json_create(maximumBytes, maximumDepth)
        document = .allocate(capacity: 1)
        document.initialize(to: JSONDocument())
    }

    deinit {
        eyrie_json_destroy(parser)
        document.deallocate()
    }

    /// Parses a document and returns a view of its value.
    ///
    /// - Parameter text: The document; copied, so it may go away.
    /// - Returns: A view that borrows the parser's buffers: it holds until the next call, never longer.
    /// - Throws: `JSONFault` when the text is not one JSON document within the limits.
    package func parse(_ text: UnsafeRawBufferPointer) throws(JSONFault) -> JSONView {
        try parse(text, borrows: false)
    }

    /// Parses a document that stays where it is and returns a view of its value.
    ///
    /// - Parameter text: The document; the view may point into it.
    /// - Returns: A view that borrows the text and the parser's buffers: it holds until the next call and while the
    ///   text is there, never longer.
    /// - Throws: As ``parse(_:)`` does.
    package func parse(borrowing text: UnsafeRawBufferPointer) throws(JSONFault) -> JSONView {
        try parse(text, borrows: true)
    }

    private func parse(_ text: UnsafeRawBufferPointer, borrows: Bool) throws(JSONFault) -> JSONView {
        guard let parser else { throw Self.fault(.noMemory, "no memory for a parser") }
        var message: UnsafePointer<CChar>?
        let status = eyrie_json_parse(
            parser,
            text.baseAddress,
            text.count,
            borrows ? 1 : 0,
            &document.pointee.record,
            &message
        )
        guard status == EYRIE_JSON_OK else {
            throw Self.fault(Self.code(of: status), message.map { String(cString: $0) } ?? "unknown fault")
        }
        document.pointee.searchedObject = 0
        return JSONView(document: document)
    }

    /// Parses a document and hands the view of its value to the body, which must not let it escape.
    ///
    /// - Parameters:
    ///   - text: The document.
    ///   - body: What to do with the view.
    /// - Returns: What the body returns.
    /// - Throws: `JSONFault` when the text is not one JSON document within the limits.
    package func withDocument<Result>(
        _ text: UnsafeRawBufferPointer,
        _ body: (JSONView) -> Result
    ) throws(JSONFault) -> Result {
        // The view borrows this parser's buffers, which a caller's last use of the parser must not end.
        try withExtendedLifetime(self) { () throws(JSONFault) in body(try parse(borrowing: text)) }
    }

    private static func fault(_ code: JSONFault.Code, _ message: String) -> JSONFault {
        JSONFault(code: code, action: "parsing JSON", message: message)
    }

    private static func code(of status: eyrie_json_status) -> JSONFault.Code {
        switch status {
        case EYRIE_JSON_EMPTY: .empty
        case EYRIE_JSON_INVALID_UTF8: .invalidUTF8
        case EYRIE_JSON_NUMBER: .number
        case EYRIE_JSON_TOO_LARGE: .tooLarge
        case EYRIE_JSON_TOO_DEEP: .tooDeep
        case EYRIE_JSON_NO_MEMORY: .noMemory
        default: .malformed
        }
    }
}
