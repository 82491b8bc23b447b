import Glibc

/// Files that a command writes for whoever ran it.
enum OwnFile {
    /// Why a file could not be written: the `errno`.
    struct Failure: Error {
        let number: Int32
    }

    /// Writes a whole file, or nothing: beside it first, then in its place.
    ///
    /// A new file is for its owner alone, 0600, whatever the umask; one that is there keeps its mode.
    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        var status = stat()
        let mode = stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o600
        let beside = "\(path).\(getpid()).part"
        let descriptor = open(beside, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(number: errno) }
        var number: Int32 = 0
        var done = 0
        while done < bytes.count, number == 0 {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { done += count } else if errno != EINTR { number = errno }
        }
        if number == 0, fchmod(descriptor, mode) != 0 || fsync(descriptor) != 0 { number = errno }
        close(descriptor)
        if number == 0, rename(beside, path) != 0 { number = errno }
        if number != 0 {
            unlink(beside)
            throw Failure(number: number)
        }
    }
}
