import Foundation
import Glibc

/// A small disk of a test's own, in memory, mounted as long as this object lives.
package final class SmallDisk {
    /// Whether this process may mount one.
    package static let isAllowed = geteuid() == 0 && (try? SmallDisk(megabytes: 1)) != nil
    /// Why tests that need one are skipped.
    package static let skipped = "mounting a small tmpfs needs root"

    private let folder: TemporaryFolder

    /// Where it is mounted.
    package var path: String {
        folder.path
    }

    /// Mounts one.
    ///
    /// - Throws: Why it cannot be mounted.
    package init(megabytes: Int) throws {
        folder = try TemporaryFolder()
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            throw CocoaError(.fileWriteNoPermission)
        }
    }

    deinit {
        umount2(folder.path, Int32(MNT_DETACH))
    }
}
