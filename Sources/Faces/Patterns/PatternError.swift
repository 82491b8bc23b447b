/// A text that is not a regular expression.
package struct PatternError: Error, Equatable, CustomStringConvertible {
    /// The kinds of error.
    package enum Code: Sendable, Equatable {
        /// PCRE2 does not understand it, or it is too large for it.
        case notAPattern
        /// More bytes than a pattern may have.
        case tooLong
    }

    /// The kinds of error.
    package let code: Code
    /// What was being done, in the gerund.
    package let action: String
    /// What is wrong, in PCRE2's words.
    package let message: String
    /// What to do about it.
    package let remedy: String
    /// Bytes of the pattern before the place where it went wrong.
    package let offset: Int

    init(_ code: Code, _ message: String, at offset: Int, remedy: String) {
        self.code = code
        self.message = message
        self.offset = offset
        self.remedy = remedy
        action = "compiling a regular expression"
    }

    package var description: String {
        "\(action): \(message); \(remedy)"
    }
}
