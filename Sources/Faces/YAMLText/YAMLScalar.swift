/// A scalar as it stands in the text, without a type.
package struct YAMLScalar: Sendable, Equatable {
    /// How it is written.
    package enum Style: Sendable, Equatable {
        /// Without quotes; the only style whose type the text decides.
        case plain
        /// In single quotes.
        case singleQuoted
        /// In double quotes.
        case doubleQuoted
        /// Behind `|`.
        case literal
        /// Behind `>`.
        case folded
    }

    /// The text, escapes undone and lines folded.
    package let text: String
    /// How it is written.
    package let style: Style
    /// The tag with its handle expanded, such as "tag:yaml.org,2002:int"; nil when there is none.
    package let tag: String?

    package init(text: String, style: Style, tag: String?) {
        self.text = text
        self.style = style
        self.tag = tag
    }
}
