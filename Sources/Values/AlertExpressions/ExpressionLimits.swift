/// The bounds of an expression; a text beyond one is refused when it is read.
///
/// They bound an evaluation too: each comparison looks at one field once, in time that grows with the field's length
/// alone; a regular expression has its own limits, see `PatternLimits`.
package enum ExpressionLimits {
    /// Bytes of the text.
    package static let bytes = 8192
    /// Parentheses and `not` inside each other.
    package static let nesting = 32
    /// Comparisons in all.
    package static let comparisons = 256
    /// Values of all lists behind `in` together.
    package static let listValues = 1024
    /// Comparisons with `matches`.
    package static let patterns = 16
}
