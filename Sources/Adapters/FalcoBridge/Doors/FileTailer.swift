import Glibc

/// Reads the lines of a file, once or as `tail -F` does, a step at a time and without ever waiting.
///
/// Following, it notices that the file was renamed and a new one stands in its place (the old one is read to its end
/// first), and that it was truncated. Not noticed: a file that was truncated and had grown past the old place again
/// between two steps; what stood before the place is then lost. A file that was renamed while nobody followed is looked
/// for in its folder by its number, and read to its end before the new one.
package final class FileTailer {
    /// What a step found.
    package enum Step: Equatable {
        /// Whole lines, and the place behind them.
        case lines(LineBlock, FilePosition)
        /// Nothing new; try again later.
        case idle
        /// The end; only without following.
        case end
    }

    private struct Opened {
        let descriptor: Int32
        let device: UInt64
        let inode: UInt64
        var offset: UInt64
        var lines: LineAssembler
        /// Whether another file stands at the path by now.
        var isReplaced = false
    }

    private let path: String
    private let isFollowing: Bool
    private let maximumLineBytes: Int
    private var saved: FilePosition?
    private var opened: Opened?
    private var chunk: [UInt8]

    /// Prepares to read; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - saved: Where to go on; nil begins at the start.
    ///   - isFollowing: Whether to go on at the end of the file, and to wait for one that is not there.
    ///   - maximumLineBytes: See ``LineAssembler``.
    ///   - chunkBytes: Bytes read at once, 1 or more.
    package init(
        path: String,
        from saved: FilePosition?,
        isFollowing: Bool,
        maximumLineBytes: Int = 1 << 20,
        chunkBytes: Int = 256 * 1024
    ) {
        self.path = path
        self.saved = saved
        self.isFollowing = isFollowing
        self.maximumLineBytes = maximumLineBytes
        chunk = [UInt8](repeating: 0, count: chunkBytes)
    }

    deinit {
        if let opened {
            close(opened.descriptor)
        }
    }

    /// Reads on until there are whole lines or nothing more to read.
    ///
    /// - Throws: ``BridgeError`` when the file cannot be read, or is not there and is not followed.
    package func step() throws(BridgeError) -> Step {
        guard try openIfNeeded() else {
            return .idle
        }
        while let block = try readMore() {
            if case .lines = block {
                return block
            }
        }
        return isFollowing ? atEndFollowing() : atEnd()
    }

    /// Reads a chunk; nil at the end of the file, `.idle` for bytes that complete no line.
    private func readMore() throws(BridgeError) -> Step? {
        guard var file = opened else {
            return nil
        }
        let count = chunk.withUnsafeMutableBytes { read(file.descriptor, $0.baseAddress, $0.count) }
        if count < 0 {
            guard errno == EINTR else {
                throw failure("reading", errno)
            }
            return .idle
        }
        guard count > 0 else {
            return nil
        }
        file.offset += UInt64(count)
        let block = chunk.withUnsafeBytes { file.lines.feed(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        opened = file
        return block.map { lines(of: $0, file) } ?? .idle
    }

    private func atEnd() -> Step {
        finishPartial() ?? .end
    }

    private func atEndFollowing() -> Step {
        guard let file = opened else {
            return .idle
        }
        var now = stat()
        if fstat(file.descriptor, &now) == 0, UInt64(now.st_size) < file.offset {
            let step = finishPartial()
            lseek(file.descriptor, 0, SEEK_SET)
            opened?.offset = 0
            opened?.lines = LineAssembler(maximumLineBytes: maximumLineBytes)
            return step ?? .idle
        }
        guard stat(path, &now) == 0 else {
            return .idle
        }
        guard UInt64(now.st_dev) != file.device || UInt64(now.st_ino) != file.inode else {
            return .idle
        }
        guard file.isReplaced else {
            // Its writer may still be at it: one more look at its end before it is let go.
            opened?.isReplaced = true
            return .idle
        }
        let step = finishPartial()
        close(file.descriptor)
        opened = nil
        return step ?? .idle
    }

    private func finishPartial() -> Step? {
        guard var file = opened, let block = file.lines.finish() else {
            return nil
        }
        opened = file
        return lines(of: block, file)
    }

    private func lines(of block: LineBlock, _ file: Opened) -> Step {
        .lines(block, FilePosition(device: file.device, inode: file.inode, offset: block.consumedBytes))
    }

    // MARK: Opening

    private func openIfNeeded() throws(BridgeError) -> Bool {
        guard opened == nil else {
            return true
        }
        let place = saved
        saved = nil
        if let place, isFollowing, try openRenamed(place) {
            return true
        }
        return try open(path, at: place)
    }

    /// Opens the saved place's file under the new name that it has in the same folder; false when there is none.
    private func openRenamed(_ place: FilePosition) throws(BridgeError) -> Bool {
        var now = stat()
        if stat(path, &now) == 0, UInt64(now.st_dev) == place.device, UInt64(now.st_ino) == place.inode {
            return false
        }
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard let directory = opendir(folder) else {
            return false
        }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            guard UInt64(entry.pointee.d_ino) == place.inode else {
                continue
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard try open("\(folder)/\(name)", at: place), let file = opened else {
                continue
            }
            if file.inode == place.inode, file.device == place.device {
                return true
            }
            // Another device is mounted at that name.
            close(file.descriptor)
            opened = nil
        }
        return false
    }

    private func open(_ path: String, at place: FilePosition?) throws(BridgeError) -> Bool {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT, isFollowing {
                return false
            }
            throw failure("opening", errno)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let reason = errno
            close(descriptor)
            throw failure("looking at", reason)
        }
        let device = UInt64(status.st_dev)
        let inode = UInt64(status.st_ino)
        var offset: UInt64 = 0
        if let place, place.device == device, place.inode == inode, place.offset <= UInt64(status.st_size) {
            offset = place.offset
            lseek(descriptor, off_t(offset), SEEK_SET)
        }
        opened = Opened(
            descriptor: descriptor,
            device: device,
            inode: inode,
            offset: offset,
            lines: LineAssembler(maximumLineBytes: maximumLineBytes, position: offset)
        )
        return true
    }

    private func failure(_ verb: String, _ reason: Int32) -> BridgeError {
        BridgeError(
            code: .unreadable,
            action: "\(verb) \(path)",
            message: String(cString: strerror(reason)),
            remedy: "check the path and that this user may read it"
        )
    }
}
