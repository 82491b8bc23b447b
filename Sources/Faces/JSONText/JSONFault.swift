/// Why a text could not be read as one JSON document.
package struct JSONFault: Error, Equatable, CustomStringConvertible {
    /// The kinds of error that callers distinguish.
    package enum Code: String, Sendable {
        /// Nothing but white space.
        case empty
        /// Not JSON: syntax, an unfinished string, something after the document.
        case malformed
        /// Bytes that are not UTF-8; the structure may be sound.
        case invalidUTF8
        /// A number that is no JSON number, or does not fit in 64 bits.
        case number
        /// More bytes than the parser was made for.
        case tooLarge
        /// More nested arrays and objects than the parser was made for.
        case tooDeep
        /// No memory for the parser's buffers.
        case noMemory
    }

    /// What is wrong.
    package let code: Code
    /// What was being done, in the gerund.
    package let action: String
    /// What went wrong, in the parser's words.
    package let message: String

    /// What helps.
    package var remedy: String {
        switch code {
        case .empty, .malformed, .number: "send one complete JSON document"
        case .invalidUTF8: "send UTF-8, or keep the bytes and read a repaired copy"
        case .tooLarge: "send smaller documents, or make the parser with a higher limit"
        case .tooDeep: "send flatter documents, or make the parser with a higher limit"
        case .noMemory: "give the process more memory"
        }
    }

    package var description: String { "\(action): \(message); \(remedy)" }
}
