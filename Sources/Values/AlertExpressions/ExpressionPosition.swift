/// A place in the text of an expression.
struct ExpressionPosition: Equatable, Sendable {
    /// From 1.
    var line = 1
    /// In Unicode scalars, from 1.
    var column = 1
}
