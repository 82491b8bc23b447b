/// The limits of a door with sockets.
package struct SocketLimits: Sendable {
    /// Clients that are connected at once; one more is closed as soon as it comes, counted and logged.
    package var clients: Int

    /// Bytes of one line or message; the beginning of a longer one is kept as a dead letter.
    package var pieceBytes: Int

    /// Bytes of all clients together that wait for the end of their piece; beyond it the client with the most is
    /// closed, and its bytes are recorded as they are.
    package var heldBytes = 16 << 20

    package init(clients: Int = 256, pieceBytes: Int = 1 << 20) {
        self.clients = clients
        self.pieceBytes = pieceBytes
    }
}
