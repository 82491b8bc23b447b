import Glibc

/// The right to answer one request later, from any thread.
///
/// Copies stand for the same request. The connection rests until it is answered: it neither times out nor notices that
/// the client left, so every exchange must be answered. When the server stops first, it answers 503 itself.
package struct HTTPExchange: Sendable {
    let connection: HTTPConnection
    let generation: UInt64

    /// Calls with the request's body, which stays in the connection's own buffer until the answer; do not escape it.
    ///
    /// Not to be called after ``answer(_:)``. The 64 bytes behind its end may be read and hold nothing of meaning.
    package func withBody<Result, Failure: Error>(
        _ read: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(connection.mayRead(generation), "the body of an exchange is gone once it is answered")
        return try read(connection.body.bytes)
    }

    /// Bytes of the request's body; not to be called after ``answer(_:)``.
    package var bodyCount: Int {
        connection.body.count
    }

    /// The peer's numeric address without port, `unix` for a unix socket.
    package var peerAddress: String {
        connection.peerAddress
    }

    /// Who the client is by its certificate, nil where none is required; see ``HTTPRequest/peerIdentity``.
    package var peerIdentity: String? {
        connection.peerIdentity
    }

    /// Who sent the request: the identity of its certificate, else its address.
    package var sender: String {
        connection.peerIdentity ?? connection.peerAddress
    }

    /// Whether the client has closed its side before it got an answer; not to be called after ``answer(_:)``.
    ///
    /// Such a client does not know what became of its request and may send it again.
    package var isClientGone: Bool {
        // POLLRDHUP of Linux, which glibc declares for GNU sources alone.
        var poller = pollfd(fd: connection.descriptor, events: 0x2000, revents: 0)
        return poll(&poller, 1, 0) > 0
    }

    /// Answers the request; a second answer to the same request is a programmer error and stops the process.
    ///
    /// - Returns: False when the server, stopping, had already answered 503 in our place.
    @discardableResult
    package func answer(_ answer: HTTPAnswer) -> Bool {
        let isTaken = connection.take(answer, generation: generation)
        if isTaken {
            connection.server.resumeSoon(CollectionOfOne(connection))
        }
        return isTaken
    }

    /// Answers several requests at once, which wakes their server once; else as ``answer(_:)``.
    package static func answer(_ answers: some Sequence<(exchange: HTTPExchange, answer: HTTPAnswer)>) {
        var taken: [HTTPConnection] = []
        for (exchange, answer) in answers where exchange.connection.take(answer, generation: exchange.generation) {
            taken.append(exchange.connection)
        }
        while let server = taken.first?.server {
            let end = taken.firstIndex { $0.server !== server } ?? taken.endIndex
            server.resumeSoon(taken[..<end])
            taken.removeSubrange(..<end)
        }
    }
}
