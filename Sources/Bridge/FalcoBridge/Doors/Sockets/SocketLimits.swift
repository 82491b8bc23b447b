/// The limits of a door with sockets.
package struct SocketLimits: Sendable {
    /// Clients that are connected at once; one more is closed as soon as it comes, counted and logged.
    package var clients: Int

    /// Bytes of one line or message; of a longer one the beginning is kept as a dead letter.
    package var pieceBytes: Int

    /// Bytes of all clients together that wait for the end of their piece; over it the client with most of them is
    /// closed, and what it had sent is recorded as it is.
    package var heldBytes = 16 << 20

    package init(clients: Int = 256, pieceBytes: Int = 1 << 20) {
        self.clients = clients
        self.pieceBytes = pieceBytes
    }
}
