/// Why bytes are not a YAML text that is accepted, and where.
package struct YAMLError: Error, Equatable, CustomStringConvertible {
    /// The kinds of error.
    package enum Code: Sendable, Equatable {
        /// Not YAML.
        case syntax
        /// Not UTF-8, or a character that YAML does not allow.
        case encoding
        /// More bytes, depth or nodes than ``YAMLLimits`` allow.
        case limit
        /// A key stands twice in one mapping.
        case duplicateKey
        /// A key is a sequence or a mapping.
        case complexKey
        /// An alias of an anchor that is not there, or of one that contains the alias.
        case unknownAlias
        /// A tag that is not known, or text that does not fit its tag.
        case badScalar
        /// No document where one was expected, or several.
        case documentCount
        /// libyaml had no memory.
        case memory
    }

    /// The kinds of error.
    package let code: Code
    /// Where it went wrong; nil when it is about the whole text.
    package let position: YAMLPosition?
    /// What was being done, in the gerund.
    package let action: String
    /// What went wrong.
    package let message: String
    /// What to do about it.
    package let remedy: String

    init(_ code: Code, at position: YAMLPosition?, _ message: String, remedy: String) {
        self.code = code
        self.position = position
        self.message = message
        self.remedy = remedy
        action = "reading YAML"
    }

    package var description: String {
        "\(action): \(position.map { "\($0): " } ?? "")\(message); \(remedy)"
    }
}
