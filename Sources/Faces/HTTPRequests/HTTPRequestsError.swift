/// A request that got no answer.
package struct HTTPRequestsError: Error, Equatable, CustomStringConvertible {
    /// The kind of error; a caller may react differently to each.
    package enum Code: Sendable, Equatable {
        /// The URL is invalid, or its scheme is neither http nor https.
        case invalidURL
        /// There is no answer at the address or socket, or its name is unknown.
        case unreachable
        /// The time for connecting or for the whole exchange ran out.
        case timedOut
        /// The server's certificate is not to be trusted, or TLS failed.
        case untrusted
        /// The address is not public, and the client's options refuse it.
        case refusedAddress
        /// The answer is larger than the client's limits.
        case answerTooLarge
        /// The connection broke, or the answer was not HTTP.
        case broken
    }

    /// The kind of error.
    package let code: Code

    /// What was being done, in gerund: "posting to http://...".
    package let action: String

    /// What went wrong, in libcurl's words where it has some.
    package let message: String

    /// What the caller can do about it.
    package let remedy: String

    package var description: String {
        "\(action): \(message); \(remedy)"
    }
}
