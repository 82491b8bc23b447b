import ForensicVault
import Foundation
import Glibc
package import KafkaLog

/// Checks of the disk of this machine.
package enum FolderExamination {
    /// Free bytes below which doors will soon refuse alerts.
    private static let leastFreeBytes = 1 << 30

    /// Checks that a log in a folder can grow.
    package static func room(in folder: String) -> Finding {
        let existing = FileManager.default.fileExists(atPath: folder) ? folder : "."
        guard let free = try? FileManager.default.attributesOfFileSystem(forPath: existing)[.systemFreeSize] as? Int
        else {
            return Finding(.failed, "the file system of \(folder) does not say how much room it has")
        }
        let text = "\(free >> 20) MiB free for the log"
        return free < leastFreeBytes
            ? Finding(.failed, "\(text): make room, below 1 GiB the doors will soon refuse alerts")
            : Finding(.ok, text)
    }

    /// Checks a vault's own invariants.
    package static func vault(_ file: String) -> [Finding] {
        guard access(file, F_OK) == 0 || errno == EACCES else {
            return [Finding(.failed, "there is no vault at \(file): `eyrie up` makes it")]
        }
        do {
            let faults = try VaultReader(path: file).faults()
            return faults.isEmpty
                ? [Finding(.ok, "the vault is whole, every alert in it has its digest")]
                : faults.map { Finding(.failed, "vault: \($0)") }
        } catch {
            return [Finding(.failed, "\(error)")]
        }
    }
}
