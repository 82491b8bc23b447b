import CHTTPService
import Glibc

/// A whole request, valid only while the handler runs; do not let it or its bytes escape.
package struct HTTPRequest: ~Copyable {
    let connection: HTTPConnection
    let url: UnsafePointer<CChar>

    /// The request's method.
    package let method: HTTPMethod

    /// The path with its percent-escapes undone, without the query.
    package var path: String {
        String(cString: url)
    }

    /// The raw query after `?`, escapes as they were sent; nil without a `?`.
    package var query: String? {
        connection.query
    }

    /// The body; the 64 bytes behind its end may be read, as simdjson does, and hold nothing of meaning.
    package var body: UnsafeRawBufferPointer {
        connection.body.bytes
    }

    /// What is known of a body over the limit, of which ``body`` is the beginning; nil for a body that is whole.
    package var overflow: HTTPOverflow? {
        connection.overflow
    }

    /// The peer's numeric address without port, `unix` for a unix socket.
    package var peerAddress: String {
        connection.peerAddress
    }

    /// Who the client is by its certificate, nil where none is required.
    ///
    /// The first alternative name that begins with `spiffe://`, else the subject as RFC 4514 writes it
    /// (`CN=node-7,O=Acme`), else the first other alternative name, else `sha256:` and the certificate's digest.
    package var peerIdentity: String? {
        connection.peerIdentity
    }

    /// The peer's address, nil for a unix socket.
    package var networkAddress: IPAddress? {
        connection.networkAddress
    }

    /// Calls with the path's bytes, its percent-escapes undone; do not escape them.
    package func withPath<Result>(_ read: (UnsafeRawBufferPointer) -> Result) -> Result {
        read(UnsafeRawBufferPointer(start: url, count: strlen(url)))
    }

    /// Returns whether the path is this one, without making a string.
    package func hasPath(_ path: StaticString) -> Bool {
        path.withUTF8Buffer { expected in
            strlen(url) == expected.count
                && UnsafeRawBufferPointer(start: url, count: expected.count).elementsEqual(expected)
        }
    }

    /// Returns the first value of a header; its name is compared without regard to case.
    package func header(_ name: String) -> String? {
        value(of: name, ehs_header)
    }

    /// Returns the first value of a query item with its escapes undone; empty for a name without `=`.
    package func queryItem(_ name: String) -> String? {
        value(of: name, ehs_query_item)
    }

    /// Puts the connection to rest and returns the means to answer it from any thread.
    ///
    /// The handler must then return ``HTTPReply/later``. At most once a request.
    package func answerLater() -> HTTPExchange {
        connection.suspend()
    }

    private func value(
        of name: String,
        _ find: (OpaquePointer?, UnsafePointer<CChar>?, UnsafeMutablePointer<Int>?) -> UnsafePointer<CChar>?
    ) -> String? {
        var size = 0
        guard let value = name.withCString({ find(connection.handle, $0, &size) }) else {
            return nil
        }
        return String(decoding: UnsafeRawBufferPointer(start: value, count: size), as: UTF8.self)
    }
}

/// What is known of a body over the limit, of which only the beginning is kept.
package struct HTTPOverflow: Sendable, Equatable {
    /// Bytes of the body: as announced, or as many as came.
    package internal(set) var length: UInt64

    /// Whether the length was announced; else it is what came so far, and the body may be longer.
    package let isAnnounced: Bool
}

/// What a handler makes of a request.
package enum HTTPReply: Sendable {
    /// The answer, now.
    case answer(HTTPAnswer)
    /// The answer comes from the ``HTTPExchange`` that ``HTTPRequest/answerLater()`` gave out.
    case later
}

/// Handles one whole request on the server's event thread; it must not block, or every connection waits.
package typealias HTTPHandler = @Sendable (borrowing HTTPRequest) -> HTTPReply

/// Looks at a request whose header is there and whose body is not, on the event thread; nil lets it in.
///
/// An answer refuses it: its body is never received, and its connection is closed.
package typealias HTTPAdmission = @Sendable (borrowing HTTPRequest) -> HTTPAnswer?
