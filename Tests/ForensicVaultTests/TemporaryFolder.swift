import Foundation

/// A folder that is removed with the test; in memory where the system has such a place, where syncs cost nothing.
final class TemporaryFolder {
    let path =
        (FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory())
        + "eyrie-vault-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String = "vault.sqlite") -> String { "\(path)/\(name)" }
}
