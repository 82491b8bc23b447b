import Glibc

/// Reads the lines of a file, once or as `tail -F` does, a step at a time and without ever waiting.
///
/// ```
///   path ──▶ read to its end ──┬─ renamed, the new one has bytes ──▶ old one to its end ──▶ those rotated since ──▶ path
///                              ├─ truncated, a copy is found ──────▶ rest of the copy ────▶ those rotated since ──▶ path
///                              └─ truncated, no copy ──────────────▶ path from its start (and a notice)
/// ```
/// A stored position is handled in the same way: the file is recognized by its number and by the bytes before the
/// position, so a file that was rotated meanwhile is found under its new name in the same folder. If it is gone, a
/// notice reports it, and files rotated later are read.
///
/// A line that a container runtime split may begin in one file and end in the next.
package final class FileTailer {
    /// The result of a step.
    package enum Step: Equatable {
        /// Whole lines, and the place after them.
        case lines(LineBlock, FilePosition)
        /// Something to tell the operator.
        case notice(FileNotice)
        /// Nothing new; try again later.
        case idle
        /// The end; only without following.
        case end
    }

    /// Why a file is read.
    enum Role {
        /// It is, or was when it was opened, at the path; its writer may still write to it.
        case current
        /// A copy of a truncated file, without a writer.
        case copy
    }

    struct Source {
        let file: OpenFile
        let role: Role
        var offset: UInt64
        /// The last bytes that were read, as many as a mark is made of.
        var tail: [UInt8]
        /// Checks of its end since another file is at the path.
        var looksSinceReplaced = 0
    }

    let path: String
    let isFollowing: Bool
    var saved: FilePosition?
    var source: Source?
    /// The last file that was finished: the next file is searched after it.
    var left: (inode: UInt64, modifiedNanoseconds: UInt64)?
    var isAtEnd = false
    var lines: LineReader
    var notices: [FileNotice] = []
    private let maximumLineBytes: Int
    private var chunk: [UInt8]

    /// Prepares to read; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - saved: Where to go on; nil begins at the start.
    ///   - isFollowing: Whether to go on at the end of the file, and to wait for one that is not there.
    ///   - maximumLineBytes: See ``LineReader``.
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
        lines = LineReader(maximumLineBytes: maximumLineBytes)
        chunk = [UInt8](repeating: 0, count: chunkBytes)
    }

    /// Reads on until there are whole lines or nothing more to read.
    ///
    /// - Throws: ``BridgeError`` when the file cannot be read, or is not there and is not followed.
    package func step() throws(BridgeError) -> Step {
        if notices.isEmpty {
            let step = try advance()
            guard step == .idle, !notices.isEmpty else {
                return step
            }
        }
        return .notice(notices.removeFirst())
    }

    /// How far the open file is read, the beginning of an unfinished line included; nil when none is open.
    var readPlace: (device: UInt64, inode: UInt64, offset: UInt64)? {
        source.map { ($0.file.device, $0.file.inode, $0.offset) }
    }

    /// Whether a file is open now.
    package var isOpen: Bool {
        source != nil
    }

    /// Whether one file was read to its end and the next is not open yet.
    package var isBetweenFiles: Bool {
        source == nil && left != nil
    }

    /// Closes the file, to be opened again at the same place; false when lines are held that cannot be read again.
    ///
    /// Used for the bound on open files: changes to the file meanwhile are found as after a restart.
    package func suspend() -> Bool {
        guard let source else {
            return true
        }
        guard isAtEnd, source.role == .current, notices.isEmpty, let offset = lines.resumption else {
            return false
        }
        saved = position(in: source, at: offset)
        self.source = nil
        // The beginning of a line without its end is read again.
        lines = LineReader(maximumLineBytes: maximumLineBytes)
        return true
    }

    private func advance() throws(BridgeError) -> Step {
        guard try openIfNeeded() else {
            return .idle
        }
        if isAtEnd, let step = try rewritten() {
            return step
        }
        isAtEnd = false
        while let block = try read() {
            if let block = block.lines {
                return block
            }
        }
        isAtEnd = true
        return isFollowing ? try atEndFollowing() : finish()
    }

    /// Reads a chunk; nil at the end of the file.
    private func read() throws(BridgeError) -> (lines: Step?, count: Int)? {
        guard var source else {
            return nil
        }
        let count = try source.file.read(into: &chunk, at: source.offset)
        guard count > 0 else {
            return nil
        }
        source.offset += UInt64(count)
        source.looksSinceReplaced = 0
        // Ranges: `suffix` of what is wanted as an array walks over the whole chunk.
        let kept = count < FileMark.length ? source.tail.suffix(FileMark.length - count) : []
        source.tail = kept + chunk[max(0, count - FileMark.length)..<count]
        self.source = source
        let block = chunk.withUnsafeBytes { lines.feed(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        return (block.map { .lines($0, position(in: source, at: $0.consumedBytes)) }, count)
    }

    // MARK: At the end

    private func finish() -> Step {
        guard let source, let rest = lines.finish() else {
            return .end
        }
        return .lines(rest, position(in: source, at: rest.consumedBytes))
    }

    private func atEndFollowing() throws(BridgeError) -> Step {
        if let step = try rewritten() {
            return step
        }
        guard var source else {
            return .idle
        }
        if source.role == .copy {
            return try leave(source)
        }
        var now = stat()
        let isThere = stat(path, &now) == 0
        guard isThere, UInt64(now.st_dev) != source.file.device || UInt64(now.st_ino) != source.file.inode else {
            return .idle
        }
        // Until its writer opens the new file it goes on writing to the old one; one more look after that.
        guard now.st_size > 0, source.looksSinceReplaced > 0 else {
            source.looksSinceReplaced = now.st_size > 0 ? 1 : 0
            self.source = source
            return .idle
        }
        return try leave(source)
    }

    /// Goes on at the next file: the last line of this one ends here.
    private func leave(_ source: Source) throws(BridgeError) -> Step {
        left = (source.file.inode, source.file.status.modifiedNanoseconds)
        self.source = nil
        isAtEnd = false
        guard let last = lines.changeSource(to: 0) else {
            return try advance()
        }
        return .lines(last, position(in: source, at: last.consumedBytes))
    }

    /// Checks whether the file was truncated, or truncated and rewritten past the old place.
    private func rewritten() throws(BridgeError) -> Step? {
        guard isFollowing, let source, source.role == .current else {
            return nil
        }
        let size = source.file.status.size
        let mark = source.tail.withUnsafeBytes { FileMark.of($0) }
        // A truncation in progress is found at the next check.
        guard size < source.offset || (size > source.offset && source.file.mark(before: source.offset) != mark) else {
            return nil
        }
        let place = FilePosition(
            device: source.file.device,
            inode: source.file.inode,
            offset: source.offset,
            mark: mark
        )
        if let copy = try RotatedFiles(of: path).copy(of: place) {
            notices.append(.foundRotated(path: copy.path))
            self.source = Source(file: copy, role: .copy, offset: source.offset, tail: source.tail)
            isAtEnd = false
            return try advance()
        }
        notices.append(.truncated)
        self.source = Source(file: source.file, role: .current, offset: 0, tail: [])
        isAtEnd = false
        guard let last = lines.changeSource(to: 0) else {
            return try advance()
        }
        return .lines(last, position(in: source, at: last.consumedBytes))
    }

    private func position(in source: Source, at offset: UInt64) -> FilePosition {
        FilePosition(
            device: source.file.device,
            inode: source.file.inode,
            offset: offset,
            mark: source.file.mark(before: offset),
            modifiedNanoseconds: source.file.status.modifiedNanoseconds
        )
    }
}
