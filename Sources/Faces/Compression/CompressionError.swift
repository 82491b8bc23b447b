/// An error of compressing or decompressing.
package struct CompressionError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of error.
    package enum Code: Sendable, Equatable {
        /// The bytes are not a whole frame or member, or are damaged.
        case damaged
        /// The result would be larger than the caller's limit.
        case tooLarge
        /// The library has no memory left for its tables.
        case noMemory
    }

    package let code: Code
    /// What was being done, in the gerund form.
    package let action: String
    package let message: String

    /// What the caller should do.
    package var remedy: String {
        switch code {
        case .damaged: "discard the bytes"
        case .tooLarge: "raise the limit or discard the bytes"
        case .noMemory: "retry with more memory"
        }
    }

    package var description: String {
        "\(action): \(message); \(remedy)"
    }
}
