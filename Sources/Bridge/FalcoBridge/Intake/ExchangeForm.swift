package import HTTPService

/// The form of the body of an exchange.
package enum ExchangeForm: Sendable, Equatable {
    /// As it came.
    case plain
    /// `Content-Encoding: gzip`.
    case gzip
    /// `Content-Encoding: zstd`.
    case zstd
    /// A content encoding that is not understood, or several.
    case unknownEncoding(String)
    /// The beginning of a body over the limit.
    case overflow(HTTPOverflow)
    /// Ignored: a test alert is requested.
    case test

    /// Reads a request's headers.
    init(of request: borrowing HTTPRequest) {
        if let overflow = request.overflow {
            self = .overflow(overflow)
            return
        }
        // RFC 9110 8.4.1: names are case-insensitive, and x-gzip is gzip.
        switch request.header("Content-Encoding")?.lowercased() {
        case nil, "", "identity": self = .plain
        case "gzip", "x-gzip": self = .gzip
        case "zstd": self = .zstd
        case .some(let name): self = .unknownEncoding(name)
        }
    }
}
