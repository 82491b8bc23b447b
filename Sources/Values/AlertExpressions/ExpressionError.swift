/// Why a text is not an expression, and the place of the mistake.
package struct ExpressionError: Error, Equatable, CustomStringConvertible {
    /// The line, from 1.
    package let line: Int
    /// The column in Unicode scalars, from 1.
    package let column: Int
    /// The mistake, and what is allowed there.
    package let message: String

    init(at position: ExpressionPosition, _ message: String) {
        line = position.line
        column = position.column
        self.message = message
    }

    /// One line, the place first.
    package var description: String {
        line == 1 ? "column \(column): \(message)" : "line \(line), column \(column): \(message)"
    }
}
