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

/// How large a text may be; past any limit it is refused with ``YAMLError/Code/limit``.
package struct YAMLLimits: Sendable, Equatable {
    /// The most bytes of the text.
    package var bytes: Int
    /// The most nested sequences and mappings, counted through aliases too; at most 1,000.
    package var depth: Int
    /// The most nodes of all documents, where each alias counts all nodes of what it stands for.
    ///
    /// So "a billion laughs" is refused when its expansion passes the limit, at the cost of the text alone.
    package var nodes: Int

    /// Limits for files that people write: 1 MiB, 64 deep, 100,000 nodes.
    package init(bytes: Int = 1 << 20, depth: Int = 64, nodes: Int = 100_000) {
        // libyaml itself refuses flow collections deeper than 1,000, and values deeper than that are slow to free.
        precondition((1...1_000).contains(depth), "the depth is from 1 to 1,000")
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
    }
}
