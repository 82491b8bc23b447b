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
