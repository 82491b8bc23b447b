/// Reading of whole YAML texts.
package enum YAMLDocument {
    /// Parses a text of exactly one document.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, with or without a byte order mark.
    ///   - limits: What is refused.
    /// - Returns: The document's root.
    /// - Throws: ``YAMLError``, with line and column where there is one.
    package static func parse(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> YAMLNode {
        let documents = try parseAll(bytes, limits: limits)
        guard let first = documents.first else {
            throw YAMLError(.documentCount, at: nil, "there is no document", remedy: "write one")
        }
        guard documents.count == 1 else {
            throw YAMLError(
                .documentCount,
                at: documents[1].position,
                "a second document begins",
                remedy: "keep one document in a file"
            )
        }
        return first
    }

    /// Parses a text of any number of documents.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, with or without a byte order mark.
    ///   - limits: What is refused; they hold for all documents together.
    /// - Returns: The documents' roots; empty for a text of white space and comments.
    /// - Throws: ``YAMLError``, with line and column where there is one.
    package static func parseAll(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> [YAMLNode] {
        guard bytes.count <= limits.bytes else {
            throw YAMLError(
                .limit,
                at: nil,
                "the text has \(bytes.count) bytes, more than \(limits.bytes)",
                remedy: "make it smaller"
            )
        }
        var builder = YAMLBuilder(limits: limits)
        try YAMLEventReader.read(bytes) { event throws(YAMLError) in try builder.take(event) }
        return builder.documents
    }
}
