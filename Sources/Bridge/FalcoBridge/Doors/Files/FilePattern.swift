import Glibc

/// An entry of `bridge.files`: a file, a folder, or a shell pattern.
struct FilePattern {
    /// Names of compressed files, which are not read.
    private static let compressed = [".gz", ".xz", ".zst", ".bz2"]

    let text: String

    /// Whether it is a single path, even if no file is there.
    var isOnePath: Bool {
        var status = stat()
        let isFolder = stat(text, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        return !isFolder && !text.contains { "*?[".contains($0) }
    }

    /// The files that it matches now, sorted.
    ///
    /// It leaves out compressed files, and those that rotation made of another file: following that one finds them. In
    /// a folder it leaves out hidden files too.
    ///
    /// - Parameter known: Paths that are or were followed; rotation may just have renamed the file there.
    /// - Returns: Paths, each once.
    func paths(besides known: Set<String>) -> [String] {
        guard !isOnePath else {
            return [text]
        }
        var status = stat()
        let isFolder = stat(text, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        let pattern = isFolder ? (text.hasSuffix("/") ? "\(text)*" : "\(text)/*") : text
        let found = Self.matches(of: pattern).filter { path in
            !Self.compressed.contains { path.hasSuffix($0) } && Self.isRegularFile(path)
        }
        let others = known.union(found)
        return found.filter { path in
            // Rotation may be between renaming and creating: the name alone says that it is a rotated `.log`.
            !RotatedFiles.originals(of: path).contains {
                $0.hasSuffix(".log") && path.hasPrefix($0) || others.contains($0)
            }
        }
    }

    private static func isRegularFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private static func matches(of pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0 else {
            return []
        }
        return (0..<Int(found.gl_pathc)).compactMap { index in found.gl_pathv[index].map { String(cString: $0) } }
    }
}
