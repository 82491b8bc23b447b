/// Why a folder of topics cannot be used: every mistake in it, one a line.
package struct CatalogFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What a caller can tell apart.
    package enum Code: Sendable, Equatable {
        /// The folder, or a file in it, cannot be read.
        case unreadable
        /// Files have invalid content.
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

/// One mistake in the folder of topics; its description is one line.
package struct CatalogMistake: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file's name within the folder.
    package let file: String
    /// The line, from 1; nil when it is about the whole file.
    package let line: Int?
    /// The mistake and its correction.
    package let message: String

    init(_ file: String, line: Int? = nil, _ message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    package var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(message)"
    }
}
