import Glibc
import LogPort

/// Makes a folder's own entries durable, so that a new file is still there after the power failed.
enum FolderSync {
    /// Waits until the disk has the folder's entries.
    ///
    /// - Throws: ``LogError`` with `unusable` when the disk does not do it.
    static func sync(_ folder: String) throws(LogError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            let reason = String(cString: strerror(errno))
            throw LogError(
                .unusable,
                action: "opening the log in \(folder)",
                message: "the folder cannot be synced to the disk (\(reason)); check the disk",
                remedy: .stop
            )
        }
    }
}
