import Glibc

/// A plain TCP connection to loopback that sends exactly the bytes it is told to.
final class RawConnection: Sendable {
    private let descriptor: Int32

    init?(port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // No test waits longer than this for bytes that do not come.
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        if code != 0 {
            close(descriptor)
            return nil
        }
    }

    deinit {
        close(descriptor)
    }

    func send(_ text: String) {
        send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) {
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Reads until the answer with this text is there, or the other side closes.
    func receive(until mark: String) -> String {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while !String(decoding: all, as: UTF8.self).contains(mark) {
            let count = recv(descriptor, &piece, piece.count, 0)
            if count <= 0 {
                break
            }
            all += piece[..<count]
        }
        return String(decoding: all, as: UTF8.self)
    }

    /// Reads until the other side closes or resets; false when it does neither within ten seconds.
    func receiveToEnd() -> (text: String, isClosed: Bool) {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &piece, piece.count, 0)
            if count > 0 {
                all += piece[..<count]
                continue
            }
            let isClosed = count == 0 || errno == ECONNRESET
            return (String(decoding: all, as: UTF8.self), isClosed)
        }
    }

    /// Sends a piece again and again until the other side closes, waiting for that between two pieces.
    ///
    /// - Returns: Whether it closed before so many pieces were sent.
    func drips(_ piece: String, every milliseconds: Int, forAtMost count: Int) -> Bool {
        var pause = timeval(tv_sec: milliseconds / 1000, tv_usec: (milliseconds % 1000) * 1000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &pause, socklen_t(MemoryLayout<timeval>.size))
        var byte: UInt8 = 0
        for _ in 0..<count {
            send(piece)
            while true {
                let received = recv(descriptor, &byte, 1, 0)
                if received == 0 || (received < 0 && errno != EAGAIN) {
                    return true
                }
                if received < 0 {
                    break
                }
            }
        }
        return false
    }
}
