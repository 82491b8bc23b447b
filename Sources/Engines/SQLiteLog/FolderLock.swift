import Glibc
import LogPort
import Synchronization

/// The lock that makes one process the owner of a log's folder; the kernel frees it when the process ends.
final class FolderLock: Sendable {
    static let fileName = "eyrie.lock"

    /// -1 when it was released.
    private let descriptor: Atomic<Int32>

    /// Takes the lock without waiting.
    ///
    /// - Parameter folder: The log's folder, which is there.
    /// - Throws: ``LogError`` with `unusable` that names the owner's process id.
    init(folder: String) throws(LogError) {
        let path = "\(folder)/\(Self.fileName)"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = Self.message(errno)
            throw Self.error(folder, "\(path) cannot be opened (\(reason)); check its rights, or run as its owner")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            let owner = Self.text(descriptor)
            Glibc.close(descriptor)
            guard reason == EWOULDBLOCK else {
                throw Self.error(folder, "\(path) cannot be locked (\(Self.message(reason)))")
            }
            let name = owner.isEmpty ? "another process" : "process \(owner)"
            throw Self.error(folder, "\(name) owns it; stop that process, ask it, or open the log read-only")
        }
        self.descriptor = Atomic(descriptor)
        // A name that cannot be written costs the message its process id, not the lock.
        ftruncate(descriptor, 0)
        let name = "\(getpid())\n"
        _ = name.utf8.withContiguousStorageIfAvailable { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    deinit {
        release()
    }

    /// Gives the folder free; does nothing the second time.
    func release() {
        let descriptor = descriptor.exchange(-1, ordering: .relaxed)
        if descriptor >= 0 {
            // Not by closing alone: a process that is being spawned has a copy of the descriptor until it executes.
            flock(descriptor, LOCK_UN)
            Glibc.close(descriptor)
        }
    }

    private static func error(_ folder: String, _ message: String) -> LogError {
        LogError(.unusable, action: "opening the log in \(folder)", message: message, remedy: .stop)
    }

    private static func text(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)).filter { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self)
    }

    private static func message(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
