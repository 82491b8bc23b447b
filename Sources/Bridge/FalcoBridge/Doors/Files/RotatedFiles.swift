import Glibc

/// The files beside a followed one that rotation made of it.
///
/// They lie in the folder of the file itself, behind symbolic links. A name is one that rotation gives when it is the
/// file's with a number or a date added, at its end or before its extension: `falco.log.1`, `falco.log-20260131`,
/// `falco-20260131.log` (logrotate), `0.log.20260131-101500` (kubelet). Compressed ones are not read.
struct RotatedFiles {
    private struct Entry {
        let path: String
        let inode: UInt64
    }

    private let folder: String
    private let name: String

    /// Looks where the path leads now.
    init(of path: String) {
        var place = path
        if let real = realpath(path, nil) {
            place = String(cString: real)
            free(real)
        }
        let slash = place.lastIndex(of: "/")
        name = slash.map { String(place[place.index(after: $0)...]) } ?? place
        folder = slash.map { $0 == place.startIndex ? "/" : String(place[..<$0]) } ?? "."
    }

    /// Opens the file of a place under the name that it has now; nil when there is none, or it was rewritten.
    func file(of place: FilePosition) throws(BridgeError) -> OpenFile? {
        for entry in entries() where entry.inode == place.inode || Self.isRotated(entry.path, of: "\(folder)/\(name)") {
            if let file = try OpenFile.open(entry.path), file.inode == place.inode, file.continues(place) {
                return file
            }
        }
        return nil
    }

    /// Opens the copy that was made of a file before it was truncated: it has the same bytes before the place.
    ///
    /// If there are several, the one last written.
    func copy(of place: FilePosition) throws(BridgeError) -> OpenFile? {
        guard place.mark != 0, place.offset > 0 else {
            return nil
        }
        var latest: OpenFile?
        for entry in entries() where Self.isRotated(entry.path, of: "\(folder)/\(name)") {
            guard let file = try OpenFile.open(entry.path), file.continues(place) else {
                continue
            }
            if (latest?.status.modifiedNanoseconds ?? 0) < file.status.modifiedNanoseconds {
                latest = file
            }
        }
        return latest
    }

    /// Opens the first of the rotated files that were last written after a time; nil when there is none.
    ///
    /// - Parameters:
    ///   - nanoseconds: When the one before it was last written.
    ///   - inodes: Files to leave out.
    /// - Returns: The file, to be read from its start.
    /// - Throws: ``BridgeError`` when one of them cannot be opened.
    func successor(after nanoseconds: UInt64, except inodes: [UInt64]) throws(BridgeError) -> OpenFile? {
        var first: OpenFile?
        for entry in entries() where Self.isRotated(entry.path, of: "\(folder)/\(name)") {
            guard !inodes.contains(entry.inode), let file = try OpenFile.open(entry.path) else {
                continue
            }
            let time = file.status.modifiedNanoseconds
            if time > nanoseconds, time < first?.status.modifiedNanoseconds ?? .max {
                first = file
            }
        }
        return first
    }

    /// Whether a path is what rotation makes of another one.
    static func isRotated(_ path: String, of original: String) -> Bool {
        let path = Array(path.utf8)
        let original = Array(original.utf8)
        guard path.count > original.count + 1 else {
            return false
        }
        if path.starts(with: original) {
            return isCounter(path[original.count...])
        }
        guard let dot = original.lastIndex(of: 0x2E), path.starts(with: original[..<dot]),
            path.suffix(original.count - dot) == original[dot...]
        else {
            return false
        }
        return isCounter(path[dot..<path.count - (original.count - dot)])
    }

    /// The paths that rotation may have made a path of: without a number or date at its end or before its extension.
    static func originals(of path: String) -> [String] {
        let name = Array(path.utf8)
        let slash = name.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
        let dot = name[slash...].lastIndex(of: 0x2E) ?? name.count
        var originals: [String] = []
        for index in slash..<name.count where "-._".utf8.contains(name[index]) {
            if isCounter(name[index...]) {
                originals.append(String(decoding: name[..<index], as: UTF8.self))
            }
            if index < dot, dot < name.count, isCounter(name[index..<dot]) {
                originals.append(String(decoding: name[..<index] + name[dot...], as: UTF8.self))
            }
        }
        return originals
    }

    /// A number or a date behind a dot, a hyphen or an underscore.
    private static func isCounter(_ text: ArraySlice<UInt8>) -> Bool {
        let signs = Array("-._:T".utf8)
        guard let first = text.first, signs.prefix(3).contains(first), let last = text.last, last &- 0x30 <= 9 else {
            return false
        }
        return text.allSatisfy { $0 &- 0x30 <= 9 || signs.contains($0) }
    }

    private func entries() -> [Entry] {
        guard let directory = opendir(folder) else {
            return []
        }
        defer { closedir(directory) }
        var entries: [Entry] = []
        while let entry = readdir(directory) {
            let isFile = entry.pointee.d_type == UInt8(DT_REG) || entry.pointee.d_type == UInt8(DT_UNKNOWN)
            guard isFile else {
                continue
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            entries.append(
                Entry(path: folder == "/" ? "/\(name)" : "\(folder)/\(name)", inode: UInt64(entry.pointee.d_ino))
            )
        }
        return entries
    }
}
