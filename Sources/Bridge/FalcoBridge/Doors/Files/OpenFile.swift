import Glibc

/// A regular file that is open for reading, whatever its name is by now.
final class OpenFile {
    /// Its name when it was opened.
    let path: String
    let device: UInt64
    let inode: UInt64
    private let descriptor: Int32

    private init(path: String, descriptor: Int32, status: stat) {
        self.path = path
        self.descriptor = descriptor
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    deinit {
        close(descriptor)
    }

    /// Opens a file; nil when there is none.
    ///
    /// - Throws: ``BridgeError`` when it cannot be opened, or is not a regular file.
    static func open(_ path: String) throws(BridgeError) -> OpenFile? {
        // O_NONBLOCK, so that a pipe of that name does not wait for a writer.
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            guard errno == ENOENT else {
                throw failure("opening", path, String(cString: strerror(errno)))
            }
            return nil
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let reason = errno
            close(descriptor)
            throw failure("looking at", path, String(cString: strerror(reason)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw BridgeError(
                code: .unreadable,
                action: "opening \(path)",
                message: "it is not a regular file, so a position in it cannot be stored",
                remedy: "feed it to standard input (eyrie up --stdin)"
            )
        }
        return OpenFile(path: path, descriptor: descriptor, status: status)
    }

    /// Its size in bytes and when it was last written, in nanoseconds since 1970.
    var status: (size: UInt64, modifiedNanoseconds: UInt64) {
        var now = stat()
        guard fstat(descriptor, &now) == 0 else {
            return (0, 0)
        }
        return (UInt64(now.st_size), OpenFile.nanoseconds(now.st_mtim))
    }

    /// Reads from a place on; 0 at the end.
    ///
    /// - Throws: ``BridgeError`` when it cannot be read.
    func read(into chunk: inout [UInt8], at offset: UInt64) throws(BridgeError) -> Int {
        while true {
            let count = chunk.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
            guard count < 0 else {
                return count
            }
            guard errno == EINTR else {
                throw Self.failure("reading", path, String(cString: strerror(errno)))
            }
        }
    }

    /// The bytes just before a place, as many as a mark is made of; fewer when the file does not have them.
    func bytes(before offset: UInt64) -> [UInt8] {
        let count = Int(min(offset, UInt64(FileMark.length)))
        var bytes = [UInt8](repeating: 0, count: count)
        let got = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(offset) - count) }
        return got == count ? bytes : Array(bytes.prefix(max(0, got)))
    }

    /// The mark of a place, 0 when the file does not reach there.
    func mark(before offset: UInt64) -> UInt64 {
        let bytes = bytes(before: offset)
        return bytes.count == Int(min(offset, UInt64(FileMark.length))) ? bytes.withUnsafeBytes { FileMark.of($0) } : 0
    }

    /// Whether the bytes before a place are here too.
    func continues(_ place: FilePosition) -> Bool {
        guard status.size >= place.offset else {
            return false
        }
        return place.mark == 0 ? isFile(of: place) : mark(before: place.offset) == place.mark
    }

    /// Whether it has the place's numbers.
    func isFile(of place: FilePosition) -> Bool {
        device == place.device && inode == place.inode
    }

    static func nanoseconds(_ time: timespec) -> UInt64 {
        UInt64(max(0, time.tv_sec)) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func failure(_ verb: String, _ path: String, _ reason: String) -> BridgeError {
        BridgeError(
            code: .unreadable,
            action: "\(verb) \(path)",
            message: reason,
            remedy: "check the path and that this user may read it"
        )
    }
}
