/// A node of a document with its place in the text; an alias is replaced by its anchor's node.
package struct YAMLNode: Sendable, Equatable {
    /// The kinds of node.
    package indirect enum Content: Sendable, Equatable {
        /// Text.
        case scalar(YAMLScalar)
        /// Nodes in order.
        case sequence([YAMLNode])
        /// Keys and values in the order of the text; no key stands twice.
        case mapping([YAMLEntry])
    }

    /// What it is.
    package let content: Content
    /// Where it begins; for an alias, where its anchor's node begins.
    package let position: YAMLPosition

    /// The text of a scalar of any type; nil for a sequence or mapping.
    package var text: String? {
        if case .scalar(let scalar) = content { scalar.text } else { nil }
    }

    /// The nodes of a sequence; nil when it is none.
    package var elements: [YAMLNode]? {
        if case .sequence(let nodes) = content { nodes } else { nil }
    }

    /// The entries of a mapping; nil when it is none.
    package var entries: [YAMLEntry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// The value of a key of a mapping; nil when there is no such key or the node is not a mapping.
    package subscript(key: String) -> YAMLNode? {
        entries?.first { $0.key == key }?.value
    }

    /// Resolves a scalar by YAML's core schema.
    ///
    /// - Returns: The value; nil for a sequence or mapping.
    /// - Throws: ``YAMLError`` of code `badScalar` when the text does not fit its tag, the tag is unknown, or a whole
    ///   number needs more than 64 bits.
    package func value() throws(YAMLError) -> YAMLValue? {
        guard case .scalar(let scalar) = content else { return nil }
        return try CoreSchema.resolve(scalar, at: position)
    }
}

/// A key of a mapping with its value.
package struct YAMLEntry: Sendable, Equatable {
    /// The key's text.
    package let key: String
    /// Where the key begins.
    package let keyPosition: YAMLPosition
    /// The value.
    package let value: YAMLNode
}

/// The value of a scalar by YAML's core schema.
package enum YAMLValue: Sendable, Equatable {
    /// Nothing.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number, exact.
    case integer(Int64)
    /// A number; may be infinite or not a number.
    case number(Double)
    /// Text.
    case string(String)
}

/// A place in a text, as editors count.
package struct YAMLPosition: Sendable, Equatable, CustomStringConvertible {
    /// The line, from 1.
    package let line: Int
    /// The character within the line, from 1.
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package var description: String { "line \(line), column \(column)" }
}
