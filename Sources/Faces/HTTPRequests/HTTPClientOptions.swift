/// Where a client connects and the limits that it keeps.
package struct HTTPClientOptions: Sendable {
    /// The unix socket to connect to whatever the URL's host says; nil for TCP.
    package var unixSocketPath: String?

    /// Time to connect.
    package var connectTimeout: Duration = .seconds(5)

    /// Time for one whole exchange, connecting included.
    package var timeout: Duration = .seconds(30)

    /// Bytes of an answer's body; a larger one ends the request with `answerTooLarge`.
    package var maximumBodyBytes: Int = 64 << 20

    /// Bytes of all of an answer's headers together; more ends the request with `answerTooLarge`.
    package var maximumHeaderBytes: Int = 64 << 10

    package init(unixSocketPath: String? = nil) {
        self.unixSocketPath = unixSocketPath
    }
}
