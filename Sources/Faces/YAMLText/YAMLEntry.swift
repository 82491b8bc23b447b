/// A key of a mapping with its value.
package struct YAMLEntry: Sendable, Equatable {
    /// The key's text.
    package let key: String
    /// Where the key begins.
    package let keyPosition: YAMLPosition
    /// The value.
    package let value: YAMLNode
}
