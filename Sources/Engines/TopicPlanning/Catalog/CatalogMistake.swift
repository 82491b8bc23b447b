/// One mistake in the folder of topics; its description is one line.
package struct CatalogMistake: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file's name within the folder.
    package let file: String
    /// The line, from 1; nil when it is about the whole file.
    package let line: Int?
    /// What is wrong and what would be right.
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
