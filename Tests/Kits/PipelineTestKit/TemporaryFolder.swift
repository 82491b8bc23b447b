import Foundation

/// A folder of one test, gone with it.
package final class TemporaryFolder: Sendable {
    package let path: String

    /// Makes an empty folder.
    ///
    /// - Parameters:
    ///   - parent: Where; nil for the system's folder of temporary files.
    ///   - isInMemory: Whether it lies in memory where the system has such a place, so that syncs cost nothing.
    /// - Throws: Why the system does not make it.
    package init(in parent: String? = nil, isInMemory: Bool = false) throws {
        let memory = isInMemory && FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : nil
        path =
            URL(fileURLWithPath: parent ?? memory ?? NSTemporaryDirectory())
            .appendingPathComponent("eyrie-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in it.
    package func file(_ name: String) -> String {
        "\(path)/\(name)"
    }
}
