package import Patterns

/// A regular expression in an expression; equal when it is written the same.
package struct ExpressionPattern: Sendable, Equatable {
    private let pattern: Pattern

    /// The regular expression as it was written.
    package var text: String { pattern.text }

    /// Compiles a regular expression.
    ///
    /// - Throws: `PatternError` when it is none.
    package init(_ text: String) throws(PatternError) {
        pattern = try Pattern(text)
    }

    package static func == (left: ExpressionPattern, right: ExpressionPattern) -> Bool {
        left.text == right.text
    }

    func truth(of bytes: UnsafeRawBufferPointer) -> Truth {
        switch pattern.search(bytes) {
        case .matches: .yes
        case .differs: .no
        case .undecided: .undecided
        }
    }
}
