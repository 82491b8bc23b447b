import Glibc
import Synchronization

/// Cuts connections, also to limit the memory of bodies; on the event thread.
extension HTTPServerState {
    func cut(_ connection: HTTPConnection, as refusal: HTTPRefusal) {
        guard !connection.isCut else {
            return
        }
        connection.isCut = true
        connection.deadline.store(0, ordering: .relaxed)
        // Counted first: a client that sees the connection end may read the count.
        count(refusal)
        shutdown(connection.descriptor, Int32(SHUT_RDWR))
    }

    /// Counts what a body's block has grown by, and cuts those who have been sending longest while it is too much.
    ///
    /// A body of normal size is complete within milliseconds, so the client that has been sending longest is stalling.
    func takeBody(of connection: HTTPConnection) {
        let held = connection.body.extraBytes
        bytesUnderWay += held - connection.bytesUnderWay
        connection.bytesUnderWay = held
        while bytesUnderWay > maximumBytesUnderWay, let slowest = longestSending() {
            cut(slowest, as: .bodiesUnderWay)
            slowest.body.free()
            endBody(of: slowest)
        }
    }

    /// The body is whole, or its connection is gone.
    func endBody(of connection: HTTPConnection) {
        bytesUnderWay -= connection.bytesUnderWay
        connection.bytesUnderWay = 0
    }

    private func longestSending() -> HTTPConnection? {
        connections.withLock { connections in
            connections.values.filter { $0.bytesUnderWay > 0 }.min { $0.waitingSince < $1.waitingSince }
        }
    }
}
