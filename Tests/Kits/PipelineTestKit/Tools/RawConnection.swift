import Glibc

/// A plain TCP connection to loopback that sends exactly the bytes it is told to.
package final class RawConnection: Sendable {
    private let descriptor: Int32

    /// Connects; nil when nobody listens there.
    ///
    /// - Parameters:
    ///   - port: The port on 127.0.0.1.
    ///   - seconds: No call waits longer for bytes that do not come.
    package init?(port: UInt16, patience seconds: Int = 20) {
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
        wait(atMost: timeval(tv_sec: seconds, tv_usec: 0))
        if code != 0 {
            return nil
        }
    }

    deinit {
        close(descriptor)
    }

    /// Sends all of a text; false when the other side has closed.
    @discardableResult
    package func send(_ text: String) -> Bool {
        send(Array(text.utf8))
    }

    /// Sends all bytes; false when the other side has closed.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Reads until a text was there so many times, or the other side closes.
    package func receive(until mark: String, times: Int = 1) -> String {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while String(decoding: all, as: UTF8.self).ranges(of: mark).count < times {
            let count = recv(descriptor, &piece, piece.count, 0)
            if count <= 0 {
                break
            }
            all += piece[..<count]
        }
        return String(decoding: all, as: UTF8.self)
    }

    /// Reads until the other side closes or resets; false when it does neither in time.
    package func receiveToEnd() -> (text: String, isClosed: Bool) {
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
    package func drips(_ piece: String, every milliseconds: Int, forAtMost count: Int) -> Bool {
        wait(atMost: timeval(tv_sec: milliseconds / 1000, tv_usec: (milliseconds % 1000) * 1000))
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

    private func wait(atMost time: timeval) {
        var time = time
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }
}
