import Glibc

/// Chooses the file to read next, and the place to begin.
extension FileTailer {
    func openIfNeeded() throws(BridgeError) -> Bool {
        guard source == nil else {
            return true
        }
        if let left {
            return try openNext(behind: left)
        }
        guard let place = saved else {
            return try open(from: nil)
        }
        return try resume(at: place)
    }

    private func openNext(behind left: (inode: UInt64, modifiedNanoseconds: UInt64)) throws(BridgeError) -> Bool {
        var except = left.inode == 0 ? [] : [left.inode]
        var now = stat()
        if stat(path, &now) == 0 {
            except.append(UInt64(now.st_ino))
        }
        if let next = try RotatedFiles(of: path).successor(after: left.modifiedNanoseconds, except: except) {
            notices.append(.foundRotated(path: next.path))
            begin(next, at: 0)
            self.left = nil
            return true
        }
        guard try open(from: nil) else {
            return false
        }
        self.left = nil
        return true
    }

    /// Finds the file of a kept position: at the path, renamed, or copied away; at the path again by its bytes.
    private func resume(at place: FilePosition) throws(BridgeError) -> Bool {
        let current = try OpenFile.open(path)
        if let current, current.inode == place.inode, current.continues(place) {
            begin(current, at: place.offset)
            return true
        }
        guard isFollowing else {
            return try open(from: place)
        }
        let rotated = RotatedFiles(of: path)
        if let file = try rotated.file(of: place) {
            notices.append(.foundRotated(path: file.path))
            begin(file, at: place.offset)
            return true
        }
        if let copy = try rotated.copy(of: place) {
            notices.append(.foundRotated(path: copy.path))
            begin(copy, at: place.offset, role: .copy)
            return true
        }
        guard let current else {
            // It may be on its way back.
            return false
        }
        if place.mark != 0, current.continues(place) {
            begin(current, at: place.offset)
            return true
        }
        notices.append(.gone(place))
        saved = nil
        guard place.modifiedNanoseconds > 0 else {
            begin(current, at: 0)
            return true
        }
        return try openNext(behind: (0, place.modifiedNanoseconds))
    }

    private func open(from place: FilePosition?) throws(BridgeError) -> Bool {
        guard let file = try OpenFile.open(path) else {
            guard isFollowing else {
                throw BridgeError(
                    code: .unreadable,
                    action: "opening \(path)",
                    message: String(cString: strerror(ENOENT)),
                    remedy: "check the path and that this user may read it"
                )
            }
            return false
        }
        let isSame = place.map { $0.mark != 0 && file.continues($0) } ?? false
        begin(file, at: isSame ? place?.offset ?? 0 : 0)
        return true
    }

    private func begin(_ file: OpenFile, at offset: UInt64, role: Role = .current) {
        saved = nil
        source = Source(file: file, role: role, offset: offset, tail: file.bytes(before: offset))
        isAtEnd = false
        // Nothing is lost: at a new source the reader has handed out everything but split lines.
        _ = lines.changeSource(to: offset)
    }
}
