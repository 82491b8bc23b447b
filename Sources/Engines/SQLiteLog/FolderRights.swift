import Glibc
import LogPort

/// Who may look into a log's folder: its owner alone.
///
/// Alerts name commands, users and files of a whole fleet. What is made is 0600 in a folder of 0700 whatever the umask; what is there with more is brought down to that when the
/// log is opened. A folder that is not the log's own (another user's, a shared one like /tmp, or one with other things
/// in it and no log) keeps its mode.
enum FolderRights {
    private static let file: mode_t = 0o600
    private static let folder: mode_t = 0o700

    /// Makes a folder with its parents; does nothing when it is there.
    ///
    /// - Throws: ``LogError`` with `unusable` that says what the system said.
    static func make(_ path: String) throws(LogError) {
        guard mkdir(path, folder) != 0, errno != EEXIST else { return }
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        if errno == ENOENT, !parent.isEmpty {
            try make(parent)
            guard mkdir(path, folder) != 0, errno != EEXIST else { return }
        }
        throw LogError(
            .unusable,
            action: "opening the log in \(path)",
            message: "the folder cannot be made (\(String(cString: strerror(errno)))); check the path and its rights, "
                + "or give another one with --folder",
            remedy: .stop
        )
    }

    /// Makes an empty file for its owner alone, unless it is there: SQLite gives its other files the mode of this one.
    static func makeFile(_ path: String) {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, file)
        if descriptor >= 0 {
            close(descriptor)
        }
    }

    /// Takes the rights of others away from a log's folder and files.
    ///
    /// By path, and never by opening: closing a file that a connection has open would drop that connection's locks
    /// (https://www.sqlite.org/howtocorrupt.html, 2.2). What may not be changed is left as it is.
    static func tighten(_ path: String, files: [String]) {
        let hasLog = files.contains { access("\(path)/\($0)", F_OK) == 0 }
        for name in files {
            tighten("\(path)/\(name)", to: file)
        }
        guard hasLog || isEmpty(path) else { return }
        tighten(path, to: folder)
    }

    private static func tighten(_ path: String, to mode: mode_t) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_uid == geteuid(), status.st_mode & S_ISVTX == 0,
            status.st_mode & S_IFMT != S_IFLNK, status.st_mode & 0o777 & ~mode != 0
        else { return }
        chmod(path, status.st_mode & mode)
    }

    private static func isEmpty(_ path: String) -> Bool {
        guard let entries = opendir(path) else { return false }
        defer { closedir(entries) }
        var count = 0
        while readdir(entries) != nil, count < 3 {
            count += 1
        }
        return count <= 2
    }
}
