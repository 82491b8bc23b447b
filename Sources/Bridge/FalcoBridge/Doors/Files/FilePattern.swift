import Glibc

/// What `bridge.files` names: a file, a folder, or a pattern of the shell's kind.
struct FilePattern {
    /// Names of compressed files, which are not read.
    private static let compressed = [".gz", ".xz", ".zst", ".bz2"]

    let text: String

    /// Whether it stands for one path, also while nothing is there.
    var isOnePath: Bool {
        var status = stat()
        let isFolder = stat(text, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        return !isFolder && !text.contains { "*?[".contains($0) }
    }

    /// The files that it names now, sorted.
    ///
    /// Left out are compressed files, and those that rotation made of another one: they are found when that one is
    /// followed. In a folder, hidden files too.
    ///
    /// - Parameter known: Paths that are or were followed; rotation may just have taken away what was there.
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
            // Rotation may be between renaming and making anew: the name alone says what becomes of a `.log`.
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
