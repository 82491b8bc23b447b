/// Why a text is no expression, and where.
package struct ExpressionError: Error, Equatable, CustomStringConvertible {
    /// The line, from 1.
    package let line: Int
    /// The column in Unicode scalars, from 1.
    package let column: Int
    /// What is wrong, and what is allowed there.
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
