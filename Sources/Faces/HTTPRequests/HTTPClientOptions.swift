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

    /// Whether addresses that are not public are connected to, such as loopback and private networks (``PublicAddress``).
    ///
    /// The address that is looked at is the one connected to, so that a name which changes its address does not help.
    package var allowsPrivateAddresses = true

    /// A file with the certificates that servers are checked against, PEM; nil takes the system's.
    package var certificateFile: String?

    /// The proxy for every request, such as `http://proxy:3128`; nil uses none, and the environment is never asked.
    package var proxy: String?

    /// Whether an answer's body is kept; else its status is the answer, and a body over the limit is cut off.
    package var keepsBody = true

    package init(unixSocketPath: String? = nil) {
        self.unixSocketPath = unixSocketPath
    }
}
