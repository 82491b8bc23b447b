/// Why a folder of topics cannot be used: every mistake in it, one a line.
package struct CatalogFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What a caller can tell apart.
    package enum Code: Sendable, Equatable {
        /// The folder, or a file in it, cannot be read.
        case unreadable
        /// Files say what cannot be.
        case invalid
    }

    /// What a caller can tell apart.
    package let code: Code
    /// What was being done, in the gerund.
    package let action: String
    /// The mistakes, by file and line.
    package let mistakes: [CatalogMistake]
    /// What to do about them.
    package let remedy: String

    init(_ code: Code, folder: String, _ mistakes: [CatalogMistake], remedy: String) {
        self.code = code
        self.mistakes = mistakes
        self.remedy = remedy
        action = "reading the topics in \(folder)"
    }

    package var description: String {
        mistakes.count == 1
            ? "\(action): \(mistakes[0]); \(remedy)"
            : "\(action): \(mistakes.count) mistakes; \(remedy)" + mistakes.map { "\n\($0)" }.joined()
    }
}
