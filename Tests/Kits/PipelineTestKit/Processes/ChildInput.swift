import Glibc
import Synchronization

/// The standard input of a child process: a pair of sockets, since writing to one that nobody reads raises no signal.
final class ChildInput: Sendable {
    private struct Ends {
        var own: Int32
        var child: Int32
    }

    private let ends: Mutex<Ends>

    init() throws(ChildProcess.Failure) {
        var pair: [Int32] = [-1, -1]
        // Closed in every other program that is started meanwhile.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
            throw ChildProcess.Failure(description: "making a pair of sockets: \(String(cString: strerror(errno)))")
        }
        ends = Mutex(Ends(own: pair[0], child: pair[1]))
    }

    deinit {
        close()
        closeChildEnd()
    }

    /// The descriptor for the child.
    var childEnd: Int32 {
        ends.withLock { $0.child }
    }

    /// Writes all of a text, waiting while the child does not read; false when it has closed its end.
    func write(_ text: String) -> Bool {
        let own = ends.withLock { $0.own }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(own, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Ends the input.
    func close() {
        ends.withLock { ends in
            if ends.own >= 0 {
                Glibc.close(ends.own)
                ends.own = -1
            }
        }
    }

    func closeChildEnd() {
        ends.withLock { ends in
            if ends.child >= 0 {
                Glibc.close(ends.child)
                ends.child = -1
            }
        }
    }
}
